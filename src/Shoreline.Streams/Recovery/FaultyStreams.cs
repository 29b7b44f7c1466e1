using System.Collections.Concurrent;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Recovery;

/// <summary>The streams of a store that could not be opened, and when each is worth another attempt. Thread-safe.</summary>
internal sealed class FaultyStreams(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _byFolder = new(StringComparer.Ordinal);

    private sealed record Entry(FaultyStream Faulty, long FailedAt, TimeSpan Pause);

    /// <summary>By name in ordinal order.</summary>
    public IReadOnlyList<FaultyStream> All =>
        [.. _byFolder.Values.Select(entry => entry.Faulty).OrderBy(faulty => faulty.Name, StringComparer.Ordinal)];

    /// <summary>Folders of those that are to be tried now.</summary>
    public IReadOnlyList<string> Due => [.. _byFolder.Keys.Where(IsDue)];

    public bool TryGet(string name, out FaultyStream faulty)
    {
        faulty = null!;
        if (_byFolder.IsEmpty || !_byFolder.TryGetValue(FileNames.Encode(name), out var entry)) return false;
        faulty = entry.Faulty;
        return true;
    }

    public bool IsDue(string folder) => _byFolder.TryGetValue(folder, out var entry)
        && entry.Faulty.IsRetried && time.GetElapsedTime(entry.FailedAt) >= entry.Pause;

    /// <summary>Notes that an attempt failed, and when the next may be.</summary>
    /// <returns>False where it failed for the same cause before.</returns>
    public bool Add(string folder, FaultyStream faulty)
    {
        var isKnown = _byFolder.TryGetValue(folder, out var before);
        var pause = isKnown ? before!.Pause * 2 : FirstPause;
        var isNews = !isKnown || before!.Faulty != faulty;
        _byFolder[folder] = new Entry(
            isNews ? faulty : before!.Faulty, time.GetTimestamp(), pause < LongestPause ? pause : LongestPause);
        return isNews;
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(string folder) => _byFolder.TryRemove(folder, out _);
}
