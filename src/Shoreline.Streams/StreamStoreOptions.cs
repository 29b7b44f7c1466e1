using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Writing;

namespace Shoreline.Streams;

/// <summary>How to open a <see cref="StreamStore"/>.</summary>
public sealed record StreamStoreOptions
{
    /// <summary>Folder of the streams; created if missing.</summary>
    public required string Root { get; init; }

    /// <summary>Null for the machine's own.</summary>
    public IFileSystem? Files { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Most threads that write and flush at the same time, for all streams together. Default 8, at least 1. None runs while nothing is
    /// appended.
    /// </summary>
    public int WriterThreads { get; init; } = 8;

    /// <summary>
    /// Most segment files that writers keep open, for all streams together; the one not written to for longest is closed. Default 256, at
    /// least 1.
    /// </summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Most bytes of appends that may wait for the disk, for all streams together. Default 1 GiB.</summary>
    public long PendingBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Who gives the writers their turns; null for threads of the store's own. With the files, the clock and this given, a run repeats to
    /// the byte.
    /// </summary>
    internal IWriterPool? Writers { get; init; }

    internal Func<Incarnation> NewIncarnation { get; init; } = Incarnation.New;
}
