using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.FleetStatus;

/// <summary>The number of the next status message. It is on the device before it is used, so that no two messages have the same.</summary>
/// <remarks>One file, docs/formats/fleet-status.md. Not thread-safe.</remarks>
internal sealed class StatusSequence
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private long _last;

    /// <param name="time">Where the file is damaged, numbers go on from the clock's seconds: above all that were used.</param>
    public StatusSequence(IFileSystem files, string path, ILogger logger, TimeProvider time)
    {
        (_files, _path) = (files, path);
        switch (CheckedFile.Read(files, path, Magic, sizeof(long), out var content))
        {
            case CheckedRead.Sound when content!.Length == sizeof(long):
                _last = BinaryPrimitives.ReadInt64LittleEndian(content);
                break;
            case CheckedRead.Missing:
                break;
            default:
                _last = time.GetUtcNow().ToUnixTimeSeconds();
                FleetStatusLog.SequenceDamaged(logger, path, _last);
                break;
        }
    }

    private static ReadOnlySpan<byte> Magic => "SLFS"u8;

    /// <exception cref="IOException">The disk refused; the number may be left out.</exception>
    public long Next()
    {
        var next = _last + 1;
        Span<byte> content = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(content, next);
        CheckedFile.Write(_files, _path, Magic, content);
        return _last = next;
    }
}
