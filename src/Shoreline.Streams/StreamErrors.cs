using Shoreline.Core;

namespace Shoreline.Streams;

/// <summary>No stream of that name, or it was deleted meanwhile.</summary>
public sealed class StreamNotFoundException(string name)
    : ShorelineException($"There is no stream '{name}'. List the streams, or create it first.")
{
    public string StreamName { get; } = name;
}

/// <summary>A stream of that name is there already, whatever its definition.</summary>
public sealed class StreamExistsException(string name, string? why = null)
    : ShorelineException(why ?? $"The stream '{name}' exists already. Append to it, delete it first, or take another name.")
{
    public string StreamName { get; } = name;
}

/// <summary>
/// The stream is there and could not be opened: nothing can be stored in it or read from it until that is mended.
/// </summary>
public sealed class StreamFaultyException(FaultyStream faulty) : ShorelineException(
    $"Stream '{faulty.Name}' could not be opened: {faulty.Cause}. Its files in '{faulty.Folder}' are left as they are. Look with "
    + $"'shoreline stream verify {faulty.Name}', "
    + (faulty.IsRetried
        ? "and check the disk and the rights; it is tried again within a minute."
        : "mend them or move the folder away, and restart the gateway."))
{
    public override bool IsTransient => Faulty.IsRetried;

    public FaultyStream Faulty { get; } = faulty;
}

/// <summary>The stream rejects what does not fit, and this record does not.</summary>
public sealed class StreamFullException(string name, long usedBytes, long limitBytes) : ShorelineException(
    $"Stream '{name}' is full: {usedBytes:N0} of {limitBytes:N0} bytes. Raise its maximum size, or let it overwrite the oldest records.")
{
    public string StreamName { get; } = name;

    /// <summary>Bytes stored and waiting to be.</summary>
    public long UsedBytes { get; } = usedBytes;

    public long LimitBytes { get; } = limitBytes;
}

/// <summary>This record can never be stored in this stream.</summary>
public sealed class RecordTooLargeException(string name, long recordBytes, long limitBytes) : ShorelineException(
    $"A record of {recordBytes:N0} bytes does not fit into stream '{name}', which takes at most {limitBytes:N0}. Split it, or raise "
    + "the stream's maximum size.")
{
    public string StreamName { get; } = name;

    public long RecordBytes { get; } = recordBytes;

    public long LimitBytes { get; } = limitBytes;
}

/// <summary>More appends wait than the stream takes. Await earlier ones before starting more.</summary>
public sealed class StreamBusyException : ShorelineException
{
    /// <summary>One stream has too many.</summary>
    public StreamBusyException(string name, int pendingCount, long pendingBytes)
        : base(
            $"Stream '{name}' has {pendingCount:N0} appends of {pendingBytes:N0} bytes waiting for the disk. "
            + "Await earlier appends before starting more.") => StreamName = name;

    /// <summary>All streams together have too many.</summary>
    public StreamBusyException(string name, long pendingBytes)
        : base(
            $"Stream '{name}' takes no record now: {pendingBytes:N0} bytes of all streams wait for the disk. "
            + "Await earlier appends before starting more.") => StreamName = name;

    public override bool IsTransient => true;

    public string StreamName { get; }
}

/// <summary>The stream, as it is, does not allow its definition to be changed so. The old one stays in force.</summary>
public sealed class StreamUpdateException(string name, string why)
    : ShorelineException($"The definition of stream '{name}' cannot be changed: {why}")
{
    public string StreamName { get; } = name;

    internal static StreamUpdateException ForPersistence(string name) =>
        new(name, "records in files cannot become records in memory, nor the other way round. Delete the stream and create it anew.");

    internal static StreamUpdateException ForSize(string name, long wantedBytes, long presentBytes) =>
        new(
            name,
            $"a maximum of {wantedBytes:N0} bytes is below its present size, {presentBytes:N0}. "
            + "Choose a larger one, or wait until records have gone.");
}

/// <summary>The disk refused the record: it is not stored. Later appends are tried afresh.</summary>
public sealed class StreamWriteException(string name, string path, Exception inner) : ShorelineException(
    $"Stream '{name}' could not store to '{path}': {inner.Message.TrimEnd('.')}. Nothing of this was acknowledged; "
    + "free space or check the disk, and append again.",
    inner)
{
    public override bool IsTransient => true;

    public string StreamName { get; } = name;
}

/// <summary>Another process has the store open.</summary>
public sealed class StoreLockedException(string path, string holder) : ShorelineException(
    $"The streams beside '{path}' are in use by process {(holder.Length == 0 ? "(unknown)" : holder)}. Stop it, or use another root.")
{
    public override bool IsTransient => true;

    /// <summary>Process id as text; empty where the holder had not written it yet.</summary>
    public string Holder { get; } = holder;
}
