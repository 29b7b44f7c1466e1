using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>
/// One log: <c>NAME.log</c>, and what was turned over as <c>NAME_yyyy_MM_dd_HH_n.log</c>. Format and bounds: docs/formats/component-log.md.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A full disk costs lines, never the component: what could not be written is counted and said in front of the next line that can.
/// The settings are looked at with each write: other bounds count from then on, and another folder is begun in.
/// </remarks>
/// <param name="folder">Where the settings name none.</param>
internal sealed class LogFiles(string folder, string name, LoggingSettings settings, TimeProvider time) : IDisposable
{
    private const string HourFormat = "yyyy_MM_dd_HH";

    private LogOptions _options = settings.Value; // as of this write
    private FileStream? _file;
    private string? _fileFolder; // that the file is in
    private DateTime? _hour; // that the file's lines are of; null until it is known
    private long _lostBytes;

    /// <summary>Why the last lines could not be written; null where they were.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Of the file that is written.</summary>
    public string FilePath => Path.Combine(Folder, name + ".log");

    private string Folder => _options.Folder ?? folder;

    /// <summary>Adds whole lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        _options = settings.Value;
        while (!lines.IsEmpty)
        {
            var part = lines[..PartLength(lines)];
            WritePart(part);
            lines = lines[part.Length..];
        }
    }

    public void Dispose() => Close();

    /// <summary>No more than a file takes, but whole lines, and one at least.</summary>
    private int PartLength(ReadOnlySpan<byte> lines)
    {
        if (lines.Length <= _options.FileBytes) return lines.Length;
        var end = lines[..(int)_options.FileBytes].LastIndexOf((byte)'\n');
        return end >= 0 ? end + 1 : lines.IndexOf((byte)'\n') + 1;
    }

    private void WritePart(ReadOnlySpan<byte> lines)
    {
        long? whole = null;
        try
        {
            var note = _lostBytes > 0 ? LossNote() : [];
            var file = Ready(lines.Length + note.Length);
            whole = file.Length;
            file.Write(note);
            file.Write(lines);
            _lostBytes = 0;
            Trouble = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lostBytes += lines.Length;
            Trouble = e.Message;
            CutBack(whole);
        }
    }

    private byte[] LossNote() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{_lostBytes} bytes of log were lost: the disk was full or failed]\n"));

    private FileStream Ready(int bytes)
    {
        var hour = HourOf(time.GetUtcNow().UtcDateTime);
        if (_file is not null && _fileFolder != Folder) Close();
        var file = _file ?? Open(hour);
        if (file.Length == 0)
        {
            _hour = hour;
        }
        else if (hour != _hour || file.Length + bytes > _options.FileBytes)
        {
            Close();
            TurnOver();
            file = Open(hour);
        }
        return file;
    }

    private FileStream Open(DateTime hour)
    {
        if (_fileFolder != Folder) _hour = null;
        _fileFolder = Folder;
        Directory.CreateDirectory(Folder);
        // Unbuffered: what is written is in the file when the call returns, and half a line can be cut off again.
        _file = new FileStream(FilePath, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = AtomicFile.OwnerOnly,
        });
        if (_file.Length == 0) _hour = hour;
        else _hour ??= HourOf(File.GetLastWriteTimeUtc(FilePath)); // an earlier run's
        return _file;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void TurnOver()
    {
        var old = TurnedOver();
        var prefix = $"{name}_{_hour!.Value.ToString(HourFormat, CultureInfo.InvariantCulture)}_";
        var number = old.Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f.Number + 1).DefaultIfEmpty(0).Max();
        var kept = _options.FileBytes + new FileInfo(FilePath).Length; // room for the file that is begun, and the one just filled
        foreach (var file in old.OrderByDescending(f => f.Hour).ThenByDescending(f => f.Number))
        {
            kept += file.Bytes;
            if (kept > _options.TotalBytes) File.Delete(Path.Combine(Folder, file.Name));
        }
        File.Move(FilePath, Path.Combine(Folder, $"{prefix}{number}.log"), overwrite: true);
    }

    private List<Old> TurnedOver()
    {
        var found = new List<Old>();
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles(name + "_*.log"))
        {
            // Another component's name may begin with this one's: only what has the exact form is ours.
            var rest = file.Name.AsSpan()[(name.Length + 1)..^".log".Length];
            if (rest.Length <= HourFormat.Length || rest[HourFormat.Length] != '_') continue;
            if (DateTime.TryParseExact(rest[..HourFormat.Length], HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
                && int.TryParse(rest[(HourFormat.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                found.Add(new Old(file.Name, hour, number, file.Length));
            }
        }
        return found;
    }

    /// <summary>Half a line would make the next one unreadable too.</summary>
    private void CutBack(long? length)
    {
        try
        {
            if (length is { } whole) _file?.SetLength(whole);
        }
        catch (IOException)
        {
            // The disk does not even take that; the line stays torn, and the note of what was lost follows it.
        }
        Close();
    }

    private static DateTime HourOf(DateTime at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, DateTimeKind.Utc);

    private readonly record struct Old(string Name, DateTime Hour, int Number, long Bytes);
}
