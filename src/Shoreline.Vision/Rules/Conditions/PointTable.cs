namespace Shoreline.Vision.Rules.Conditions;

/// <summary>The points that the conditions of a file name, numbered: first the 17 of a body, then others.</summary>
internal sealed class PointTable
{
    /// <summary>The 17 points of COCO, which pose models give. Left and right are the person's own.</summary>
    public static readonly IReadOnlyList<string> Body =
    [
        "nose", "left-eye", "right-eye", "left-ear", "right-ear", "left-shoulder", "right-shoulder", "left-elbow", "right-elbow", "left-wrist", "right-wrist",
        "left-hip", "right-hip", "left-knee", "right-knee", "left-ankle", "right-ankle",
    ];

    private readonly List<string> _names = [.. Body];

    public IReadOnlyList<string> Names => _names;

    /// <summary>A point's name as rules spell it: <c>Left Elbow</c> and <c>left_elbow</c> are <c>left-elbow</c>.</summary>
    public static string Canonical(string name) => name.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');

    /// <summary>The number of a point, a new one where it is named for the first time.</summary>
    public int NumberOf(string name)
    {
        var canonical = Canonical(name);
        var number = _names.IndexOf(canonical);
        if (number >= 0) return number;
        _names.Add(canonical);
        return _names.Count - 1;
    }
}

/// <summary>Where the points of a table are among those that a model gives.</summary>
internal sealed class PointMap
{
    private readonly PointTable _table;
    private int[] _indexes = [];

    public PointMap(PointTable table, IReadOnlyList<string> modelNames)
    {
        _table = table;
        Follow(modelNames);
    }

    /// <summary>Goes over to a model that gives other points, or in another order.</summary>
    public void Follow(IReadOnlyList<string> modelNames)
    {
        var canonical = modelNames.Select(PointTable.Canonical).ToList();
        _indexes = [.. _table.Names.Select(name => canonical.IndexOf(name))];
    }

    /// <returns>−1 where the model does not give the point.</returns>
    public int IndexOf(int number) => (uint)number < (uint)_indexes.Length ? _indexes[number] : -1;
}
