using System.Globalization;
using Shoreline.Vision.Latest;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads the <c>latest</c> of a camera: <c>{ rate: 10/s, annotated: true, width: 640 }</c>.</summary>
internal static class LatestPictureReader
{
    private const string PerSecond = "/s";

    public static LatestPictureOptions Read(YamlMap camera)
    {
        var defaults = new LatestPictureOptions();
        if (camera.Map("latest") is not { } map) return defaults;
        var options = new LatestPictureOptions
        {
            Rate = ReadRate(map, defaults.Rate),
            Clean = map.Boolean("clean", defaults.Clean),
            Annotated = map.Boolean("annotated", defaults.Annotated),
            Quality = map.Integer("quality", defaults.Quality, 1, 100),
            Width = map.Integer("width", defaults.Width, 0, LatestPictureOptions.MostWidth),
        };
        if (options.Width is > 0 and < LatestPictureOptions.LeastWidth)
        {
            map.Fault("width", $"'{options.Width}' is too small; 0 for as it comes, or at least {LatestPictureOptions.LeastWidth}");
        }
        if (options is { Rate: > 0, Clean: false, Annotated: false }) map.Fault("clean", "and 'annotated' are both off; 'rate: 0' says that no picture is wanted");
        map.RefuseUnknown();
        return options;
    }

    private static double ReadRate(YamlMap map, double otherwise)
    {
        if (map.Text("rate") is not { } text) return otherwise;
        var number = text.EndsWith(PerSecond, StringComparison.Ordinal) ? text[..^PerSecond.Length] : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= LatestPictureOptions.MostPerSecond) return rate;
        map.Fault("rate", $"'{text}' is not a rate from 0 to {LatestPictureOptions.MostPerSecond}/s; for example 10/s or 0.5/s");
        return otherwise;
    }
}
