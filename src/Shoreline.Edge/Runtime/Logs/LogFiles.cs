using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>
/// One log: <c>NAME.log</c>, and what was turned over as <c>NAME_yyyy_MM_dd_HH_n.log</c>. Format and bounds: docs/formats/component-log.md.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A full disk costs lines, never the component: what could not be written is counted and said in front of the next line that can.
/// </remarks>
internal sealed class LogFiles(string folder, string name, LogOptions options, TimeProvider time) : IDisposable
{
    private const string HourFormat = "yyyy_MM_dd_HH";

    private readonly string _path = Path.Combine(folder, name + ".log");
    private FileStream? _file;
    private DateTime? _hour; // that the file's lines are of; null until it is known
    private long _lostBytes;

    /// <summary>Adds whole lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        long? whole = null;
        try
        {
            var file = Ready(lines.Length);
            whole = file.Length;
            if (_lostBytes > 0) file.Write(LossNote());
            file.Write(lines);
            _lostBytes = 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lostBytes += lines.Length;
            CutBack(whole);
        }
    }

    public void Dispose() => Close();

    private byte[] LossNote() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{_lostBytes} bytes of log were lost: the disk was full or failed]\n"));

    private FileStream Ready(int bytes)
    {
        var hour = HourOf(time.GetUtcNow().UtcDateTime);
        var file = _file ?? Open(hour);
        if (file.Length == 0)
        {
            _hour = hour;
        }
        else if (hour != _hour || file.Length + bytes > options.FileBytes)
        {
            Close();
            TurnOver();
            file = Open(hour);
        }
        return file;
    }

    private FileStream Open(DateTime hour)
    {
        Directory.CreateDirectory(folder);
        // Unbuffered: what is written is in the file when the call returns, and half a line can be cut off again.
        _file = new FileStream(_path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = AtomicFile.OwnerOnly,
        });
        if (_file.Length == 0) _hour = hour;
        else _hour ??= HourOf(File.GetLastWriteTimeUtc(_path)); // an earlier run's
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
        var kept = options.FileBytes + new FileInfo(_path).Length; // room for the file that is begun, and the one just filled
        foreach (var file in old.OrderByDescending(f => f.Hour).ThenByDescending(f => f.Number))
        {
            kept += file.Bytes;
            if (kept > options.TotalBytes) File.Delete(Path.Combine(folder, file.Name));
        }
        File.Move(_path, Path.Combine(folder, $"{prefix}{number}.log"), overwrite: true);
    }

    private List<Old> TurnedOver()
    {
        var found = new List<Old>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles(name + "_*.log"))
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
