using System.Globalization;
using System.Text.Json;
using Shoreline.Vision.Overlay;

namespace Shoreline.Vision.Datasets;

/// <summary>
/// Writes the annotation file of one part in COCO's format (cocodataset.org, "Data format": object detection and keypoint detection).
/// </summary>
/// <remarks>
/// Numbers come from the ids of the frames: that of a picture is the first 44 bits of its id, that of an annotation 512 times as much and
/// its place in the frame. So they stay the same
/// in every export, and every number is exact in readers that know only doubles.
/// </remarks>
internal sealed class CocoWriter(DatasetLabels labels)
{
    private const int IdDigits = 11;
    private const int AnnotationsPerPicture = 512;
    private const int FlushBytes = 1 << 20;

    public static long NumberOf(string id) =>
        long.Parse(id.AsSpan(0, IdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <param name="frames">Read twice.</param>
    public void Write(string path, IEnumerable<DatasetFrame> frames)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("description", "Frames chosen for training; the annotations are what a model found, to be corrected by people");
        json.WriteString("version", "1");
        json.WriteEndObject();
        json.WriteStartArray("licenses");
        json.WriteEndArray();
        WriteCategories(json);
        json.WriteStartArray("images");
        foreach (var frame in frames) WriteImage(json, frame);
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        foreach (var frame in frames) WriteAnnotations(json, frame);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private void WriteCategories(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        foreach (var (number, name) in labels.Names.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", number + 1);
            json.WriteString("name", name);
            json.WriteString("supercategory", "object");
            if (labels.KeypointsOf(name) is { Count: > 0 } points) WriteKeypointNames(json, points);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteKeypointNames(Utf8JsonWriter json, IReadOnlyList<string> points)
    {
        json.WriteStartArray("keypoints");
        foreach (var point in points) json.WriteStringValue(point);
        json.WriteEndArray();
        json.WriteStartArray("skeleton");
        foreach (var (from, to) in points.Count == Skeleton.Points ? Skeleton.Limbs : [])
        {
            json.WriteStartArray();
            json.WriteNumberValue(from + 1);
            json.WriteNumberValue(to + 1);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void WriteImage(Utf8JsonWriter json, DatasetFrame frame)
    {
        json.WriteStartObject();
        json.WriteNumber("id", NumberOf(frame.Id));
        json.WriteString("file_name", frame.Id + ".jpg");
        json.WriteNumber("width", frame.Width);
        json.WriteNumber("height", frame.Height);
        json.WriteString("date_captured", frame.Header.Time);
        json.WriteEndObject();
        FlushSome(json);
    }

    private void WriteAnnotations(Utf8JsonWriter json, DatasetFrame frame)
    {
        foreach (var (place, item) in frame.Objects.Index()) // at most 500 in a record
        {
            json.WriteStartObject();
            json.WriteNumber("id", (NumberOf(frame.Id) * AnnotationsPerPicture) + place);
            json.WriteNumber("image_id", NumberOf(frame.Id));
            json.WriteNumber("category_id", labels.NumberOf(item.Label) + 1);
            json.WriteStartArray("bbox");
            json.WriteNumberValue(item.X);
            json.WriteNumberValue(item.Y);
            json.WriteNumberValue(item.Width);
            json.WriteNumberValue(item.Height);
            json.WriteEndArray();
            json.WriteNumber("area", DatasetObject.Round(item.Width * item.Height));
            json.WriteNumber("iscrowd", 0);
            WriteKeypoints(json, frame, item);
            json.WriteNumber("score", item.Found.Score);
            json.WriteEndObject();
        }
        FlushSome(json);
    }

    private void WriteKeypoints(Utf8JsonWriter json, DatasetFrame frame, DatasetObject item)
    {
        var count = labels.KeypointsOf(item.Label).Count;
        if (count == 0) return;
        var visible = 0;
        json.WriteStartArray("keypoints"); // a category that has keypoints has them in every annotation, if need be not labelled
        for (var i = 0; i < count; i++)
        {
            var point = item.Found.Keypoints?.Count == count ? DatasetPoint.Of(item.Found.Keypoints[i], frame.Width, frame.Height) : default;
            json.WriteNumberValue(point.X);
            json.WriteNumberValue(point.Y);
            json.WriteNumberValue(point.Visibility);
            if (point.Visibility > 0) visible++;
        }
        json.WriteEndArray();
        json.WriteNumber("num_keypoints", visible);
    }

    private static void FlushSome(Utf8JsonWriter json)
    {
        if (json.BytesPending > FlushBytes) json.Flush();
    }
}
