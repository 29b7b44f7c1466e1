using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Accounts;

/// <summary>
/// Sets damaged pieces of segments aside: copies their bytes beside the segment, counts them and says so, once for each place.
/// </summary>
internal sealed class Quarantine(IFileSystem files, string folder, string stream, StreamLedger ledger, ILogger log)
{
    private const int CopyBytes = 64 << 10;

    /// <param name="nextSequence">The first sequence that is missing because of the damage, or that a damaged record behind it has.</param>
    /// <returns>The first sequence behind the damage.</returns>
    public long Add(Segment segment, in ScannedPiece piece, ScanStatus status, long nextSequence)
    {
        var (first, next) = status switch
        {
            ScanStatus.DamagedPayload => (piece.Header.Sequence, piece.Header.Sequence + 1),
            ScanStatus.DamagedHeader => (nextSequence, piece.Header.Sequence),
            _ => (nextSequence, segment.NextSequence),
        };
        next = Math.Max(first, next);
        Add(segment.Path, new Damage(segment.FirstSequence, piece.Offset, piece.Bytes, first, next));
        return next;
    }

    public void Add(string path, in Damage damage)
    {
        if (!ledger.Quarantine(damage)) return;
        StreamLog.Quarantined(log, stream, path, damage.Offset, damage.Bytes, damage.Next - damage.First);
        try
        {
            Copy(path, damage.Offset, damage.Bytes, Path.Combine(folder, FileNames.Quarantine(damage.SegmentFirst, damage.Offset)));
            ledger.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The bytes are still in the segment, the records around them readable.
            StreamLog.QuarantineFailed(log, stream, path, damage.Offset, e);
        }
    }

    /// <summary>Deletes the copies of damage whose records are evicted.</summary>
    public void Evict(IReadOnlyList<Damage> gone)
    {
        foreach (var damage in gone)
        {
            if (!damage.IsGap) files.DeleteFile(Path.Combine(folder, FileNames.Quarantine(damage.SegmentFirst, damage.Offset)));
        }
    }

    private void Copy(string path, long offset, long bytes, string to)
    {
        using var from = files.Open(path, FileOpen.Read);
        using var copy = files.Open(to, FileOpen.Replace);
        var buffer = new byte[Math.Min(bytes, CopyBytes)];
        for (var done = 0L; done < bytes;)
        {
            var got = from.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - done)), offset + done);
            if (got == 0) break;
            copy.Write(buffer.AsSpan(0, got), done);
            done += got;
        }
        copy.Flush();
    }
}
