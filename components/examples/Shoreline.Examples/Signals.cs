namespace Shoreline.Examples;

/// <summary>What the sample sensors measure: a machine that warms up and cools down, with a bearing that is sometimes rough.</summary>
/// <remarks>A function of time alone, so that a test knows the value that a reading must have.</remarks>
internal static class Signals
{
    /// <summary>Name, UCUM unit, and value at a number of seconds since the Unix epoch.</summary>
    public static IReadOnlyList<(string Sensor, string Unit, Func<double, double> Value)> All { get; } =
    [
        ("temperature", "Cel", t => 42 + 6 * Wave(t, 300) + 0.4 * Wave(t, 7)),
        ("vibration", "mm/s", t => 1.8 + 0.6 * Wave(t, 2.3) + (Wave(t, 45) > 0.8 ? 3 : 0)),
        ("pressure", "bar", t => 6.2 + 0.3 * Wave(t, 20)),
        ("current", "A", t => 11 + 2.5 * Wave(t, 11) + 0.5 * Wave(t, 0.9)),
    ];

    private static double Wave(double seconds, double period) => Math.Sin(2 * Math.PI * (seconds % period) / period);
}
