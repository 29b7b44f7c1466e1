using System.Globalization;

namespace Shoreline.Edge.Page;

/// <summary>What a process and all that it started take.</summary>
/// <param name="Cpu">Share of one core since the reading before; null in the first. 1.5 is one core and a half.</param>
internal sealed record Usage(long MemoryBytes, double? Cpu);

/// <summary>Memory and processor time of process trees, for who looks at the page. Thread-safe.</summary>
/// <remarks>
/// One reading of <c>/proc</c> a second serves all that ask, and nobody asking costs nothing. What left its parent, as a daemon does, is
/// not counted. Memory that processes share counts for each.
/// </remarks>
internal sealed class ProcessUsage(TimeProvider time)
{
    private const double TicksPerSecond = 100; // USER_HZ: the same on every Linux that .NET runs on
    private static readonly TimeSpan ReadingInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _readAt;
    private double _elapsedSeconds;
    private Dictionary<int, Entry> _before = [];
    private Dictionary<int, Entry> _now = [];
    private ILookup<int, int> _children = Array.Empty<int>().ToLookup(id => id);

    /// <summary>Null for a process that has ended.</summary>
    public Usage? Of(int process)
    {
        lock (_lock)
        {
            Refresh();
            if (!_now.ContainsKey(process)) return null;
            var (bytes, ticks) = (0L, 0L);
            foreach (var id in TreeOf(process))
            {
                var entry = _now[id];
                bytes += entry.MemoryBytes;
                // One that was started since the last reading has all its time in this interval.
                var isKnown = _before.TryGetValue(id, out var earlier) && earlier.StartedAt == entry.StartedAt;
                ticks += entry.Ticks - (isKnown ? earlier.Ticks : 0);
            }
            return new Usage(bytes, _elapsedSeconds > 0 ? Math.Round(ticks / TicksPerSecond / _elapsedSeconds, 3) : null);
        }
    }

    private void Refresh()
    {
        var elapsed = _readAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;
        if (elapsed < ReadingInterval) return;
        (_elapsedSeconds, _readAt) = (_readAt is null ? 0 : elapsed.TotalSeconds, time.GetTimestamp());
        (_before, _now) = (_now, Read());
        _children = _now.ToLookup(entry => entry.Value.Parent, entry => entry.Key);
    }

    /// <summary>Each once, whatever <c>/proc</c> said while it was read.</summary>
    private HashSet<int> TreeOf(int root)
    {
        var tree = new HashSet<int> { root };
        var waiting = new Queue<int>(tree);
        while (waiting.TryDequeue(out var id))
            foreach (var child in _children[id].Where(tree.Add)) waiting.Enqueue(child);
        return tree;
    }

    private static Dictionary<int, Entry> Read()
    {
        var entries = new Dictionary<int, Entry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                entries[id] = Parse(File.ReadAllText(Path.Combine(folder, "stat")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }
        return entries;
    }

    /// <summary>
    /// <c>ID (NAME) STATE PARENT …</c>, proc(5): fields 14 and 15 are ticks, 22 the start, 24 pages in memory. The name may hold blanks
    /// and parentheses.
    /// </summary>
    private static Entry Parse(string stat)
    {
        const int Parent = 1, UserTicks = 11, SystemTicks = 12, StartedAt = 19, Pages = 21; // behind the name
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Entry(
            (int)Number(Parent), Number(StartedAt), Number(Pages) * Environment.SystemPageSize, Number(UserTicks) + Number(SystemTicks));

        long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    private readonly record struct Entry(int Parent, long StartedAt, long MemoryBytes, long Ticks);
}
