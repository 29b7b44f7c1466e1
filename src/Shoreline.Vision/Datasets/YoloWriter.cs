using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Shoreline.Vision.Datasets;

/// <summary>
/// Writes labels in the text form of Ultralytics YOLO, for detection and for poses, and data.yaml (docs.ultralytics.com, "Datasets").
/// </summary>
/// <param name="hasKeypoints">Whether keypoints stand behind each box: x, y and visibility, as many in every line.</param>
internal sealed class YoloWriter(DatasetLabels labels, bool hasKeypoints)
{
    private const string Number = "0.######";

    // All objects of a data set have the same number of points there: the label with the most decides.
    private readonly IReadOnlyList<string> _points = hasKeypoints ? labels.Names.Select(labels.KeypointsOf).MaxBy(points => points.Count) ?? [] : [];

    public void WriteLabels(string path, DatasetFrame frame)
    {
        var text = new StringBuilder();
        foreach (var item in frame.Objects)
        {
            text.Append(CultureInfo.InvariantCulture, $"{labels.NumberOf(item.Label)}");
            Append(text, (item.X + (item.Width / 2)) / frame.Width);
            Append(text, (item.Y + (item.Height / 2)) / frame.Height);
            Append(text, item.Width / frame.Width);
            Append(text, item.Height / frame.Height);
            AppendPoints(text, frame, item);
            text.Append('\n');
        }
        File.WriteAllText(path, text.ToString());
    }

    /// <summary>Paths in it start from its own folder.</summary>
    public void WriteDescription(string path, IEnumerable<DatasetPart> parts)
    {
        var text = new StringBuilder();
        var there = parts.ToList();
        // Trainers ask for both keys; where all is for training, validation looks at the same.
        text.Append(CultureInfo.InvariantCulture, $"train: images/{FirstOf(DatasetPart.Train)}\nval: images/{FirstOf(DatasetPart.Val)}\n");
        if (there.Contains(DatasetPart.Test)) text.Append("test: images/test\n");
        if (_points.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"kpt_shape: [{_points.Count}, 3]\n");
            text.Append(CultureInfo.InvariantCulture, $"flip_idx: [{string.Join(", ", FlippedPoints())}]\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"nc: {labels.Names.Count}\nnames:\n");
        foreach (var (number, name) in labels.Names.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"  {number}: \"{JsonEncodedText.Encode(name)}\"\n"); // a JSON text is a YAML text
        }
        File.WriteAllText(path, text.ToString());

        string FirstOf(DatasetPart part) => (there.Contains(part) ? part : there[0]).ToText();
    }

    private void AppendPoints(StringBuilder text, DatasetFrame frame, DatasetObject item)
    {
        var points = item.Found.Keypoints?.Count == _points.Count ? item.Found.Keypoints : null;
        for (var i = 0; i < _points.Count; i++)
        {
            var point = points is null ? default : DatasetPoint.Of(points[i], frame.Width, frame.Height);
            Append(text, point.X / frame.Width);
            Append(text, point.Y / frame.Height);
            text.Append(CultureInfo.InvariantCulture, $" {point.Visibility}");
        }
    }

    /// <summary>Where each point goes when the picture is mirrored: left and right change places.</summary>
    private IEnumerable<int> FlippedPoints()
    {
        for (var i = 0; i < _points.Count; i++)
        {
            var name = _points[i];
            var mirrored = name.Contains("left", StringComparison.Ordinal)
                ? name.Replace("left", "right", StringComparison.Ordinal)
                : name.Replace("right", "left", StringComparison.Ordinal);
            var at = _points.Index().FirstOrDefault(point => point.Item == mirrored, (Index: i, Item: "")).Index;
            yield return at;
        }
    }

    private static void Append(StringBuilder text, double share) =>
        text.Append(' ').Append(Math.Clamp(share, 0, 1).ToString(Number, CultureInfo.InvariantCulture));
}
