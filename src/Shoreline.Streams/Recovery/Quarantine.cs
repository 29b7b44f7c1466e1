using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>Sets damaged pieces of segments aside: copies their bytes beside the segment, counts them and says so, once for each place.</summary>
internal sealed class Quarantine(IFileSystem files, string folder, string stream, Ledger ledger, ILogger log)
{
    private const int CopyBytes = 64 << 10;

    private readonly Lock _gate = new();
    private readonly HashSet<(long FirstSequence, long Offset)> _known = [];

    /// <summary>A quarantine file that was there when the stream was opened.</summary>
    public void AddKnown(long firstSequence, long offset) => _known.Add((firstSequence, offset));

    /// <param name="nextSequence">The first sequence that is missing because of the damage.</param>
    public void Add(Segment segment, in ScannedPiece piece, ScanStatus status, long nextSequence)
    {
        var beyond = status switch
        {
            ScanStatus.DamagedPayload => piece.Header.Sequence + 1,
            ScanStatus.DamagedHeader => piece.Header.Sequence,
            _ => segment.NextSequence,
        };
        Add(segment.FirstSequence, segment.Path, piece.Offset, piece.Bytes, Math.Max(1, beyond - nextSequence));
    }

    public void Add(long firstSequence, string path, long offset, long bytes, long records)
    {
        lock (_gate)
        {
            if (!_known.Add((firstSequence, offset))) return;
            ledger.Quarantine(records, bytes);
            StreamLog.Quarantined(log, stream, path, offset, bytes, records);
            try
            {
                Copy(path, offset, bytes, Path.Combine(folder, FileNames.Quarantine(firstSequence, offset)));
                ledger.Save();
            }
            catch (IOException e)
            {
                StreamLog.QuarantineFailed(log, stream, path, offset, e); // the bytes are still in the segment, the records around them readable
            }
        }
    }

    /// <summary>Deletes what was set aside of a segment, with the segment.</summary>
    public void Evict(Segment segment)
    {
        lock (_gate)
        {
            foreach (var (first, offset) in _known.Where(place => place.FirstSequence == segment.FirstSequence).ToArray())
            {
                files.DeleteFile(Path.Combine(folder, FileNames.Quarantine(first, offset)));
                _known.Remove((first, offset));
            }
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
