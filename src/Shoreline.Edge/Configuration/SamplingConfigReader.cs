using System.Globalization;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads what a camera says of sampling, and of the pictures of its events.</summary>
internal static class SamplingConfigReader
{
    /// <summary>The key <c>sampling</c>; null where it is absent.</summary>
    public static SamplingOptions? Read(YamlMap camera)
    {
        if (camera.Map("sampling") is not { } map) return null;
        var otherwise = new SamplingOptions();
        var options = new SamplingOptions
        {
            Random = Number(map, "random"),
            LowConfidence = ReadRange(map),
            Disagreement = map.Boolean("disagreement", false),
            NewScene = Number(map, "newScene"),
            Events = map.Text("events")?.Replace(" ", "", StringComparison.Ordinal),
            QuotaPerDay = map.Integer("quota", otherwise.QuotaPerDay, 1, SamplingOptions.LargestQuota),
            Interval = map.Duration("interval", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? otherwise.Interval,
            Seed = map.Integer("seed", otherwise.Seed, int.MinValue, int.MaxValue),
        };
        map.RefuseUnknown();
        var chooses = (string[])["random", "lowConfidence", "disagreement", "newScene", "events"];
        foreach (var (key, what) in options.Faults())
        {
            // A policy whose value is no number is told already, and is not missing.
            if (options.ChoosesAny || !chooses.Any(map.Has)) map.Fault(key, what);
        }
        return options;
    }

    /// <summary>The key <c>pictures</c>.</summary>
    public static EventPictureMode ReadPictures(YamlMap camera) => camera.Choice(
        "pictures", EventPictureMode.All,
        ("all", EventPictureMode.All), ("events", EventPictureMode.Events), ("tracks", EventPictureMode.Tracks), ("none", EventPictureMode.None));

    private static ScoreRange? ReadRange(YamlMap sampling)
    {
        if (sampling.Map("lowConfidence") is not { } map) return null;
        var (from, to) = (Number(map, "from"), Number(map, "to"));
        map.RefuseUnknown();
        if (from is { } least && to is { } most) return new ScoreRange(least, most);
        if (!map.Has("from") || !map.Has("to")) sampling.Fault("lowConfidence", "needs both 'from' and 'to'; for example { from: 0.3, to: 0.5 }");
        return null;
    }

    private static double? Number(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        map.Fault(key, $"'{text}' is not a number; for example 0.3");
        return null;
    }
}
