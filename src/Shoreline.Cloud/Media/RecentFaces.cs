namespace Shoreline.Cloud.Media;

/// <summary>The newest face crops of all cameras, newest first. Thread-safe.</summary>
internal sealed class RecentFaces
{
    /// <summary>How many are kept.</summary>
    public const int Most = 500;

    private readonly Lock _lock = new();
    private readonly SortedSet<ArchivedFace> _faces = new(Comparer<ArchivedFace>.Create(NewestFirst));

    public void Add(ArchivedFace face)
    {
        lock (_lock)
        {
            _faces.Add(face);
            if (_faces.Count > Most) _faces.Remove(_faces.Max!);
        }
    }

    public IReadOnlyList<ArchivedFace> Read(int limit)
    {
        lock (_lock) return [.. _faces.Take(limit)];
    }

    private static int NewestFirst(ArchivedFace? a, ArchivedFace? b)
    {
        var byTime = b!.TimeNs.CompareTo(a!.TimeNs);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.Key, b.Key);
    }
}
