using System.Globalization;

namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>How many processes and threads one component may have: half of what the gateway may, so that one that forks without end takes neither the gateway's nor the machine's.</summary>
/// <remarks>Not of Greengrass, which knows no such limit: so no component that behaves may come near to it.</remarks>
internal static class ProcessLimit
{
    public const string FileName = "pids.max";

    private const int Least = 64;

    /// <param name="ownGroup">The gateway's own group: in it, or above it, a service manager may have set a bound.</param>
    public static long Of(string ownGroup) => Half([Path.Combine(ownGroup, FileName), "/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max"]);

    /// <param name="bounds">Files with a number each; what is not there, or holds none, bounds nothing.</param>
    public static long Half(IEnumerable<string> bounds)
    {
        var most = bounds.Where(File.Exists)
            .Select(path => long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bound) ? bound : long.MaxValue)
            .DefaultIfEmpty(long.MaxValue).Min();
        return Math.Max(Least, most / 2);
    }
}
