namespace Shoreline.Sdk;

/// <summary>How much a <see cref="BufferedAppender"/> holds, and whom it tells of what it gives up.</summary>
public sealed record BufferedAppenderOptions
{
    /// <summary>Most records that wait. Default 4,096.</summary>
    public int MaxRecords { get; init; } = 4096;

    /// <summary>Most payload bytes that wait. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Called with each record that is given up, on the thread that gives it up, which for a full buffer is the caller's own. It must
    /// return soon and throw nothing. Default: the counts alone tell (<see cref="BufferedAppender.DroppedBecause"/>).
    /// </summary>
    public Action<DroppedRecord>? OnDropped { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Why a record was given up.</summary>
public enum DropCause
{
    /// <summary>The buffer was full: the stream manager was away for longer than it can bridge.</summary>
    BufferFull,

    /// <summary>The stream manager refused it for good: the stream is full and rejects, or the record is too large for it.</summary>
    Refused,

    /// <summary>It still waited when the appender was disposed. It may be stored all the same, where its answer was on the way.</summary>
    Stopped,
}

/// <summary>A record that was not stored, as far as is known.</summary>
public readonly record struct DroppedRecord(DropCause Cause, ReadOnlyMemory<byte> Payload, string Reason);
