using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Shoreline.Vision.Sampling;

/// <summary>
/// How many frames may still be kept today, by the days of UTC. The count is in a file, so that a process that is started again goes on
/// counting.
/// </summary>
/// <remarks>
/// A place is taken, and the file written, before a frame is kept: killed in between, one frame less is kept, never one more. A file that
/// holds something else counts as none.
/// A clock that is set to another day begins that day's count.
/// </remarks>
internal sealed class DayQuota
{
    private const int LargestFileBytes = 1024;
    private const string DayFormat = "yyyy-MM-dd";
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    private readonly int _perDay;
    private readonly string? _path;
    private long _day = -1; // since the Unix epoch
    private int _count;

    /// <param name="path">Null keeps the count in memory alone.</param>
    public DayQuota(int perDay, string? path)
    {
        (_perDay, _path) = (perDay, path);
        if (path is not null) Load(path);
    }

    /// <summary>Whether there is a place left; takes none.</summary>
    public bool HasRoom(long timeNs) => DayOf(timeNs) != _day || _count < _perDay;

    /// <summary>Takes a place.</summary>
    /// <exception cref="IOException">The file cannot be written; no place is taken.</exception>
    public bool TryTake(long timeNs)
    {
        var day = DayOf(timeNs);
        var count = day == _day ? _count : 0;
        if (count >= _perDay) return false;
        if (_path is not null) Save(_path, day, count + 1);
        (_day, _count) = (day, count + 1);
        return true;
    }

    private void Load(string path)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > LargestFileBytes) return;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var (day, count) = (document.RootElement.GetProperty("day").GetString(), document.RootElement.GetProperty("count").GetInt32());
            if (DateOnly.TryParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && count >= 0)
            {
                (_day, _count) = (date.DayNumber - Epoch.DayNumber, count);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Not ours, or damaged: the next frame writes a new one.
        }
    }

    private static void Save(string path, long dayNumber, int count)
    {
        var day = Epoch.AddDays((int)dayNumber).ToString(DayFormat, CultureInfo.InvariantCulture);
        var partial = path + ".partial";
        File.WriteAllBytes(partial, Encoding.UTF8.GetBytes($"{{\"day\":\"{day}\",\"count\":{count}}}\n"));
        File.Move(partial, path, overwrite: true);
    }

    private static long DayOf(long timeNs) => timeNs / (long)TimeSpan.FromDays(1).TotalNanoseconds;
}
