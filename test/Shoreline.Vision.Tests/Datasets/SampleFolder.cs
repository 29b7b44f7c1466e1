using System.Text;
using Shoreline.Core.Records;
using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Tests.Datasets;

/// <summary>A folder of made-up samples; their pictures are no JPEG, which an export does not look into.</summary>
internal sealed class SampleFolder(string path)
{
    private readonly PictureFolder _folder = new(path);

    public string Path => path;

    public static MediaHeader Header(string picture, params DetectionRecord.Found[] found) => new()
    {
        Schema = MediaHeader.FrameSchema,
        Device = "gw-01",
        Camera = "entrance",
        Time = "2026-01-31T09:30:00.000000Z",
        ContentType = "image/jpeg",
        Width = 1000,
        Height = 500,
        FrameIndex = 1,
        Model = "yolox-nano",
        Id = PictureId.Of(Encoding.UTF8.GetBytes(picture)),
        Why = ["random"],
        Detections = found,
    };

    public static DetectionRecord.Found Found(string label, double x, double y, double width, double height, params IReadOnlyList<double>[] keypoints) =>
        new() { Label = label, Score = 0.5, Box = [x, y, width, height], Keypoints = keypoints.Length > 0 ? keypoints : null };

    public MediaHeader Add(string picture, params DetectionRecord.Found[] found) => Add(picture, Header(picture, found));

    public MediaHeader Add(string picture, MediaHeader header)
    {
        Assert.True(_folder.Keep(header, Encoding.UTF8.GetBytes(picture)));
        return header;
    }
}
