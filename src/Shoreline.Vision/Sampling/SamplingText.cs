using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Vision.Sampling;

/// <summary>
/// Sampling options on a command line: <c>random=0.01</c>, <c>lowConfidence=0.3-0.5</c>, <c>newScene</c>,
/// <c>events=zone.enter,line.cross</c>, <c>quota=500</c>.
/// </summary>
public static class SamplingText
{
    /// <summary>A difference that tells scenes apart and lets people walk about in one.</summary>
    public const double DefaultDifference = 0.3;

    private const string Known =
        "random=SHARE, lowConfidence=FROM-TO, newScene, newScene=DIFFERENCE, events, events=TYPE,TYPE, quota=NUMBER, interval=SECONDS, "
        + "seed=NUMBER";

    /// <exception cref="InvalidInputException">Something is wrong; a line for each fault.</exception>
    public static SamplingOptions Parse(IEnumerable<string> settings, SamplingOptions basis)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(basis);
        var (options, faults) = (basis, new List<string>());
        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            if (Apply(options, parts[0], parts.Length > 1 ? parts[1] : null) is { } changed) options = changed;
            else faults.Add($"--sample {setting} is not one of {Known}.");
        }
        if (!options.ChoosesAny) options = options with { NewScene = DefaultDifference };
        faults.AddRange(options.Faults().Select(fault => $"--sample {fault.Key}: {fault.What}."));
        return faults.Count == 0 ? options : throw new InvalidInputException(string.Join('\n', faults));
    }

    private static SamplingOptions? Apply(SamplingOptions options, string key, string? value) => key switch
    {
        "random" when Number(value) is { } share => options with { Random = share },
        "lowConfidence" when Range(value) is { } range => options with { LowConfidence = range },
        "newScene" when value is null => options with { NewScene = DefaultDifference },
        "newScene" when Number(value) is { } difference => options with { NewScene = difference },
        "events" => options with { Events = value ?? SamplingOptions.AllEvents },
        "quota" when Whole(value) is { } quota => options with { QuotaPerDay = quota },
        "interval" when Number(value?.TrimEnd('s')) is >= 0 and <= 86_400 and var seconds =>
            options with { Interval = TimeSpan.FromSeconds(seconds) },
        "seed" when Whole(value) is { } seed => options with { Seed = seed },
        _ => null,
    };

    private static ScoreRange? Range(string? text)
    {
        var parts = text?.Split('-', 2);
        return parts is [var from, var to] && Number(from) is { } least && Number(to) is { } most ? new ScoreRange(least, most) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
