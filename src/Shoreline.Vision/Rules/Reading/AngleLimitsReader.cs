using System.Globalization;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Reads <c>below</c>, <c>above</c>, <c>between</c> and <c>until</c> of an angle.</summary>
internal static class AngleLimitsReader
{
    private const double Most = 180;
    private static readonly string[] Keys = ["below", "above", "between"];

    public static AngleLimits? Read(DocumentFields fields)
    {
        var below = fields.Number("below", 0, Most);
        var above = fields.Number("above", 0, Most);
        var until = fields.Number("until", 0, Most);
        var between = ReadBetween(fields);
        var given = Keys.Where(fields.Has).ToList();
        if (given.Count != 1)
        {
            fields.FaultAtKey(given.Count == 0 ? "angle" : given[1], given.Count == 0
                ? "needs a limit in degrees: below, above or between; for example 'below: 90'"
                : $"stands beside '{given[0]}'; write one of them");
            return null;
        }
        if (until is not null && fields.Has("between")) fields.FaultAtKey("until", "does not go with 'between'");
        if (until < below) fields.Fault("until", string.Create(CultureInfo.InvariantCulture, $"must not be less than 'below', which is {below}"));
        if (until > above) fields.Fault("until", string.Create(CultureInfo.InvariantCulture, $"must not be more than 'above', which is {above}"));
        if (below is { } high) return new AngleLimits(double.NegativeInfinity, high, double.NegativeInfinity, until ?? high);
        if (above is { } low) return new AngleLimits(low, double.PositiveInfinity, until ?? low, double.PositiveInfinity);
        return between is { } range ? new AngleLimits(range.Low, range.High, range.Low, range.High) : null;
    }

    private static (double Low, double High)? ReadBetween(DocumentFields fields)
    {
        if (fields.Take("between") is not { } value) return null;
        if (value is YamlList { Items: [YamlText a, YamlText b] } && Numbers.TryParse(a.Text, out var low) && Numbers.TryParse(b.Text, out var high)
            && low >= 0 && low < high && high <= Most)
        {
            return (low, high);
        }
        fields.Fault("between", "must be two angles of 0 to 180, the lower one first; for example [80, 100]");
        return null;
    }
}
