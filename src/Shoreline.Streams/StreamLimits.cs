namespace Shoreline.Streams;

/// <summary>Bounds that hold for every stream.</summary>
public static class StreamLimits
{
    /// <summary>Longest payload of a record, in bytes.</summary>
    public const int PayloadBytes = 256 << 20;

    /// <summary>Bytes that each record takes beside its payload. They count into a stream's size.</summary>
    public const int RecordOverheadBytes = 32;

    /// <summary>Longest stream name or export id, in UTF-16 units.</summary>
    public const int NameChars = 255;

    /// <summary>Most appends of one stream that may wait; beyond it <see cref="StreamBusyException"/>.</summary>
    public const int PendingCount = 64 << 10;

    /// <summary>Most payload bytes of one stream that may wait, unless a single record is larger.</summary>
    public const long PendingBytes = 256L << 20;

    /// <summary>Most records that one flush covers.</summary>
    internal const int BatchCount = 4096;

    /// <summary>Bytes after which a batch takes no further record.</summary>
    internal const int BatchBytes = 8 << 20;
}
