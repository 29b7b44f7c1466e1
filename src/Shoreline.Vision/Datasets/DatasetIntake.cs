using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Datasets;

/// <summary>
/// Takes the frames of a source: checks each, writes its picture into its part, and remembers where its header is. A frame that comes again
/// counts once.
/// </summary>
/// <remarks>Headers lie in a file; in memory a frame takes some hundred bytes.</remarks>
public sealed class DatasetIntake : IDisposable
{
    /// <summary>Most frames of a data set.</summary>
    public const int MostFrames = 5_000_000;

    private const int ReportEvery = 50;

    private readonly DatasetOptions _options;
    private readonly string _folder;
    private readonly FileStream _headers;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Action<string>? _warn;

    /// <summary>Where a frame's header is, and when the frame was captured.</summary>
    internal readonly record struct Entry(string Id, DatasetPart Part, long TimeNs, long Offset, int Length);

    internal DatasetIntake(DatasetOptions options, string folder, Action<string>? warn)
    {
        (_options, _folder, _warn) = (options, folder, warn);
        foreach (var part in options.Split.Parts) Directory.CreateDirectory(PictureFolder(part));
        _headers = new FileStream(
            Path.Combine(folder, "headers.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
    }

    public long Read { get; private set; }

    internal IProgress<DatasetProgress>? Progress { get; init; }

    internal long? Total { get; init; }

    public long Frames => _entries.Count;

    /// <summary>Frames that had come before.</summary>
    public long Repeated { get; private set; }

    /// <summary>Frames captured before the time asked for.</summary>
    public long Older { get; private set; }

    /// <summary>Records that are no frames, or damaged.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a media record.</summary>
    /// <param name="where">What it is called in messages.</param>
    public void Add(string where, ReadOnlyMemory<byte> record)
    {
        if (MediaRecord.TryDecode(record, out var header, out _, out var picture) is { } fault) Refuse(where, fault);
        else Add(where, header!, picture);
    }

    /// <summary>Takes a header and its picture.</summary>
    public void Add(string where, MediaHeader header, ReadOnlyMemory<byte> picture)
    {
        if (FrameRecord.Check(header, picture.Span) is { } fault)
        {
            Refuse(where, fault);
            return;
        }
        CountOne();
        _ = Timestamps.TryParse(header.Time, out var timeNs); // it was checked
        if (timeNs < _options.SinceNs)
        {
            Older++;
            return;
        }
        var (id, json) = (header.Id!, MediaRecord.EncodeHeader(header));
        var known = _entries.TryGetValue(id, out var before);
        if (known) Repeated++;
        if (known && !IsBetter(timeNs, json, before)) return;
        if (_entries.Count >= MostFrames)
        {
            throw new InvalidInputException($"There are more than {MostFrames:N0} frames. Take fewer with --since.");
        }
        var part = _options.Split.PartOf(id);
        if (!known) WritePicture(Path.Combine(PictureFolder(part), id + ".jpg"), picture.Span);
        _headers.Position = _headers.Length;
        _entries[id] = new Entry(id, part, timeNs, _headers.Position, json.Length);
        _headers.Write(json);
    }

    /// <summary>Counts a record that is none, and tells why.</summary>
    public void Refuse(string where, string fault)
    {
        CountOne();
        Refused++;
        _warn?.Invoke($"{where} {fault}; left out.");
    }

    /// <summary>Tells of damage that is no record's.</summary>
    public void Note(string what) => _warn?.Invoke(what);

    public void Dispose() => _headers.Dispose();

    internal string PictureFolder(DatasetPart part) => Path.Combine(_folder, "images", part.ToText());

    /// <summary>The frames in the order of their ids.</summary>
    internal Entry[] Sorted() => [.. _entries.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal)];

    internal MediaHeader HeaderOf(in Entry entry)
    {
        var json = new byte[entry.Length];
        _headers.Position = entry.Offset;
        _headers.ReadExactly(json);
        var fault = MediaRecord.TryDecodeHeader(json, out var header);
        return fault is null ? header! : throw new IOException($"The header of {entry.Id} was changed while the data set was made: it {fault}.");
    }

    private void CountOne()
    {
        Read++;
        if (Read % ReportEvery == 0 || Read == Total) Progress?.Report(new DatasetProgress(Read, Total));
    }

    /// <summary>
    /// Of two samples of one picture the later one counts, whichever is read first; of two of one time the one that sorts behind.
    /// </summary>
    private bool IsBetter(long timeNs, byte[] json, Entry before)
    {
        if (timeNs != before.TimeNs) return timeNs > before.TimeNs;
        return json.AsSpan().SequenceCompareTo(MediaRecord.EncodeHeader(HeaderOf(before))) > 0;
    }

    private static void WritePicture(string path, ReadOnlySpan<byte> picture)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(picture);
    }
}
