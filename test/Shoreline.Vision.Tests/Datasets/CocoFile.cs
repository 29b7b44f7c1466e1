using System.Text.Json;

namespace Shoreline.Vision.Tests.Datasets;

/// <summary>Reads an annotation file as strictly as COCO's description of the format has it, and fails at what is not so.</summary>
internal sealed class CocoFile
{
    public CocoFile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        foreach (var category in root.GetProperty("categories").EnumerateArray()) Categories.Add(category.GetProperty("id").GetInt32(), ReadCategory(category));
        foreach (var image in root.GetProperty("images").EnumerateArray()) Images.Add(image.GetProperty("id").GetInt64(), ReadImage(image));
        var ids = new HashSet<long>();
        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            Assert.True(ids.Add(annotation.GetProperty("id").GetInt64()));
            Annotations.Add(ReadAnnotation(annotation));
        }
    }

    public Dictionary<int, (string Name, string[] Keypoints)> Categories { get; } = [];

    public Dictionary<long, (string File, int Width, int Height)> Images { get; } = [];

    public List<(long Image, string Label, double[] Box, double[] Keypoints)> Annotations { get; } = [];

    private static (string Name, string[] Keypoints) ReadCategory(JsonElement category)
    {
        Assert.True(category.GetProperty("id").GetInt32() >= 1);
        string[] points = category.TryGetProperty("keypoints", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        if (points.Length > 0) Assert.All(category.GetProperty("skeleton").EnumerateArray(), edge => Assert.All(Numbers(edge), end => Assert.InRange(end, 1, points.Length)));
        return (category.GetProperty("name").GetString()!, points);
    }

    private static (string File, int Width, int Height) ReadImage(JsonElement image)
    {
        Assert.InRange(image.GetProperty("id").GetInt64(), 0, 1L << 53);
        return (image.GetProperty("file_name").GetString()!, image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32());
    }

    private (long Image, string Label, double[] Box, double[] Keypoints) ReadAnnotation(JsonElement annotation)
    {
        Assert.InRange(annotation.GetProperty("id").GetInt64(), 0, 1L << 53);
        var image = Images[annotation.GetProperty("image_id").GetInt64()];
        var (label, names) = Categories[annotation.GetProperty("category_id").GetInt32()];
        var box = Numbers(annotation.GetProperty("bbox"));
        Assert.Equal(4, box.Length);
        Assert.True(box[0] >= 0 && box[1] >= 0 && box[2] > 0 && box[3] > 0 && box[0] + box[2] <= image.Width + 0.02 && box[1] + box[3] <= image.Height + 0.02);
        Assert.Equal(box[2] * box[3], annotation.GetProperty("area").GetDouble(), 0.01);
        Assert.Equal(0, annotation.GetProperty("iscrowd").GetInt32());
        double[] points = annotation.TryGetProperty("keypoints", out var keypoints) ? Numbers(keypoints) : [];
        Assert.Equal(3 * names.Length, points.Length);
        if (points.Length > 0) Assert.Equal(points.Where((value, i) => i % 3 == 2 && value > 0).Count(), annotation.GetProperty("num_keypoints").GetInt32());
        return (annotation.GetProperty("image_id").GetInt64(), label, box, points);
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
