using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Vision.Datasets;

/// <summary>The labels of a data set with their numbers, from 0, and the keypoints that their objects have.</summary>
internal sealed class DatasetLabels
{
    private const int MostLabels = 10_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, long>> _points = new(StringComparer.Ordinal); // names, joined, and how many objects have them
    private List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    /// <summary>Looks at one frame of all.</summary>
    public void See(DatasetFrame frame)
    {
        foreach (var item in frame.Objects)
        {
            if (_numbers.TryAdd(item.Label, 0) && _numbers.Count > MostLabels)
            {
                throw new InvalidInputException($"There are more than {MostLabels:N0} labels. Name those wanted with --labels.");
            }
            if (item.Found.Keypoints is { Count: > 0 } points) SeePoints(item.Label, NamesOf(frame.Header.KeypointNames, points.Count));
        }
    }

    /// <summary>All frames were seen: numbers the labels, in the order asked for, or in that of the alphabet.</summary>
    public void Number(IReadOnlyList<string> wanted)
    {
        _names = wanted.Count > 0 ? [.. wanted] : [.. _numbers.Keys.Order(StringComparer.Ordinal)];
        foreach (var (number, name) in _names.Index()) _numbers[name] = number;
    }

    public int NumberOf(string label) => _numbers[label];

    /// <summary>
    /// Names of the keypoints of a label's objects: those that most of them have. Objects with another number of points are written
    /// without.
    /// </summary>
    public IReadOnlyList<string> KeypointsOf(string label) =>
        _points.TryGetValue(label, out var kinds) ? kinds.MaxBy(kind => kind.Value).Key.Split('\n') : [];

    private void SeePoints(string label, string names)
    {
        if (!_points.TryGetValue(label, out var kinds)) _points[label] = kinds = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (kinds.Count < MostLabels || kinds.ContainsKey(names)) kinds[names] = kinds.GetValueOrDefault(names) + 1;
    }

    private static string NamesOf(IReadOnlyList<string>? names, int count) => string.Join(
        '\n', names?.Count == count ? names : Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"point-{i}")));
}
