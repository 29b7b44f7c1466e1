using System.Globalization;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What the environment asks of the simulations. Simulation/README.md tells how to use it.</summary>
internal static class Setting
{
    /// <summary>Only this seed.</summary>
    public static int? Seed => Number("SHORELINE_SIMULATION_SEED");

    /// <summary>The first seed, where there are many; 1 unless asked for.</summary>
    public static int FirstSeed => Number("SHORELINE_SIMULATION_FIRST_SEED") ?? 1;

    /// <summary>Only the crash point behind this call.</summary>
    public static int? Call => Number("SHORELINE_SIMULATION_CALL");

    /// <summary>Everything, however long it takes.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("SHORELINE_SIMULATION") == "full";

    private static int? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
