using System.Text;
using Shoreline.Core.Naming;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Rule files as texts, and engines that run them.</summary>
internal static class RuleText
{
    public static readonly IReadOnlyList<string> Body =
    [
        "nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist",
        "left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle",
    ];

    public static RuleNames Known => new() { Cameras = ["line-1", "line-2"], Labels = ["person", "bottle"], Keypoints = [.. Body] };

    public static RuleFile Parse(string text, RuleNames? names = null) => RuleFile.Parse(Encoding.UTF8.GetBytes(text), "rules.yaml", names ?? Known);

    public static RuleEngine Engine(string text, bool isTracked = false, Action<string>? warn = null)
    {
        var camera = new CameraName("line-1");
        var options = new RuleEngineOptions { Camera = camera, Keypoints = Body, IsTracked = isTracked, Warn = warn };
        return new RuleEngine(Parse(text), options, new EventSource(new DeviceName("gw-01"), camera));
    }
}
