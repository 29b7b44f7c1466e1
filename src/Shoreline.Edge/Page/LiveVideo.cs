using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Page;

/// <summary>HLS of one camera, made from the newest fragments of its stream. The stream is the only store: nothing is kept here but the fragments' headers.</summary>
internal sealed class LiveVideo(DurableStream stream)
{
    /// <summary>Fragments of a playlist: enough for a player to start and to ride over a hiccup.</summary>
    private const int PlaylistFragments = 8;

    private sealed record Entry(long Sequence, MediaHeader Header, string InitDigest);

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public string Incarnation => stream.Incarnation;

    /// <summary>The playlist at this moment; null before the first fragment.</summary>
    public string? Playlist()
    {
        Entry[] entries;
        lock (_lock)
        {
            TakeInNew();
            entries = [.. _entries];
        }
        return entries.Length == 0 ? null : Write(entries);
    }

    /// <summary>The part of a fragment that a player decodes; null where the stream no longer has it.</summary>
    public ReadOnlyMemory<byte>? Fragment(long sequence) =>
        ReadRecord(sequence) is { } found ? found.Body[found.Header.InitBytes!.Value..] : null;

    /// <summary>The initialisation section with a digest that a playlist named; null where it has left the playlist.</summary>
    public ReadOnlyMemory<byte>? Init(string digest)
    {
        Entry? entry;
        lock (_lock)
        {
            TakeInNew();
            entry = _entries.Find(e => e.InitDigest == digest);
        }
        return entry is not null && ReadRecord(entry.Sequence) is { } found ? found.Body[..found.Header.InitBytes!.Value] : null;
    }

    private void TakeInNew()
    {
        var newest = stream.NewestSequence;
        var from = Math.Max(newest - PlaylistFragments + 1, _entries.Count > 0 ? _entries[^1].Sequence + 1 : 0);
        for (var sequence = Math.Max(from, stream.OldestSequence); sequence <= newest; sequence++)
        {
            if (ReadRecord(sequence) is { } found) _entries.Add(new Entry(sequence, found.Header, Digest(found.Body.Span[..found.Header.InitBytes!.Value])));
        }
        if (_entries.Count > PlaylistFragments) _entries.RemoveRange(0, _entries.Count - PlaylistFragments);
    }

    /// <summary>A fragment's record, with its payload copied out of the reader.</summary>
    private (MediaHeader Header, ReadOnlyMemory<byte> Body)? ReadRecord(long sequence)
    {
        using var batch = new RecordBatch();
        if (sequence < 0 || stream.Read(sequence, 1, long.MaxValue, batch) == 0 || batch[0].Sequence != sequence) return null;
        var error = MediaRecord.TryDecode(batch[0].Payload.ToArray(), out var header, out _, out var body);
        var usable = error is null && header!.InitBytes is > 0 and var init && init < body.Length && header.DurationNs > 0;
        return usable ? (header!, body) : null; // whatever else a program appended there is not video
    }

    private string Write(Entry[] entries)
    {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{Math.Ceiling(entries.Max(e => Seconds(e.Header)))}\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MEDIA-SEQUENCE:{entries[0].Sequence}\n");
        Entry? before = null;
        foreach (var entry in entries)
        {
            var continues = before is not null && before.Header.Session == entry.Header.Session && before.InitDigest == entry.InitDigest
                && before.Header.Index + 1 == entry.Header.Index;
            if (before is not null && !continues) text.Append("#EXT-X-DISCONTINUITY\n");
            if (before?.InitDigest != entry.InitDigest) text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"init/{entry.InitDigest}.mp4\"\n");
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-PROGRAM-DATE-TIME:{entry.Header.Time}\n#EXTINF:{Seconds(entry.Header):F6},\n");
            text.Append(CultureInfo.InvariantCulture, $"fragments/{stream.Incarnation}/{entry.Sequence}.m4s\n");
            before = entry;
        }
        return text.ToString();
    }

    private static double Seconds(MediaHeader header) => header.DurationNs!.Value / 1e9;

    private static string Digest(ReadOnlySpan<byte> init) => Convert.ToHexStringLower(SHA256.HashData(init).AsSpan(0, 8));
}
