using System.Globalization;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads <c>motion</c> of a camera: <c>true</c>, <c>false</c>, or how.</summary>
internal static class CameraMotionReader
{
    private const string Key = "motion";
    private const int MostMasks = 64;
    private const double LeastShare = 1e-6; // a pixel of a megapixel

    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(1);

    public static CameraMotion Read(YamlMap camera)
    {
        var otherwise = new CameraMotion();
        if (!camera.HoldsMap(Key)) return otherwise with { IsOn = camera.Boolean(Key, otherwise.IsOn) };
        var map = camera.Map(Key)!;
        var motion = new CameraMotion
        {
            Sensitivity = map.Choice("sensitivity", otherwise.Sensitivity,
                ("low", MotionSensitivity.Low), ("medium", MotionSensitivity.Medium), ("high", MotionSensitivity.High)),
            Smallest = ReadShare(map, "smallest") ?? otherwise.Smallest,
            Hold = map.Duration("hold", TimeSpan.Zero, LongestHold) ?? otherwise.Hold,
            LookEvery = map.Duration("look", ShortestLook, LongestLook) ?? otherwise.LookEvery,
            Masks = ReadMasks(map),
        };
        map.RefuseUnknown();
        return motion;
    }

    /// <summary>A share of the picture: <c>0.05%</c>, or <c>0.0005</c>.</summary>
    private static double? ReadShare(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text) return null;
        var isPercent = text.EndsWith('%');
        var isNumber = double.TryParse(
            isPercent ? text[..^1].TrimEnd() : text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value);
        var share = isPercent ? value / 100 : value;
        if (isNumber && share is >= LeastShare and <= 1) return share;
        map.Fault(key, $"'{text}' is not a share of the picture; for example 0.05%, at most 100%");
        return null;
    }

    private static Dictionary<string, Polygon> ReadMasks(YamlMap motion)
    {
        var masks = new Dictionary<string, Polygon>(StringComparer.Ordinal);
        if (motion.Map("masks") is not { } map) return masks;
        foreach (var name in map.Keys)
        {
            if (masks.Count == MostMasks)
            {
                motion.Fault("masks", $"has more than {MostMasks}; leave some out");
                break;
            }
            if (map.Points(name, Polygon.MostPoints) is not { } points) continue;
            var corners = points.Select(point => new ImagePoint((float)point.X, (float)point.Y)).ToArray();
            if (Polygon.Fault(corners) is { } fault) map.Fault(name, fault);
            else masks.Add(name, new Polygon(corners));
        }
        return masks;
    }
}
