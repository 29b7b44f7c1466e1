using System.Globalization;
using System.Text;
using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Components;

/// <summary>Finds processes by a variable that they inherited, whatever they did to their group, session or parent since.</summary>
/// <remarks>
/// A process group misses programs that made themselves a daemon, and parent ids are lost when a parent ends. The environment that a process was
/// started with stays in <c>/proc/PID/environ</c> and passes to all its descendants.
/// </remarks>
internal static class ProcessTrees
{
    /// <summary>Set for every child: the root of the edge that started it. What is left of an edge that was killed is known by it.</summary>
    public const string OwnerVariable = "SHORELINE_SUPERVISED_BY";

    /// <summary>Set for every child: one start of one component.</summary>
    public const string RunVariable = "SHORELINE_COMPONENT_RUN";

    private const int Rounds = 100;

    /// <summary>Kills all processes that were started with <paramref name="variable"/> set to <paramref name="value"/>, until there are none.</summary>
    /// <returns>How many were killed.</returns>
    public static async Task<int> KillAllAsync(string variable, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{variable}={value}");
        var killed = new HashSet<int>();
        // A process may fork between being listed and being killed, so the list is taken until it is empty.
        for (var round = 0; round < Rounds; round++)
        {
            var found = Find(wanted);
            if (found.Count == 0) return killed.Count;
            foreach (var id in found)
            {
                killed.Add(id);
                PosixSignals.Send(id, PosixSignals.Kill);
            }
            await Task.Delay(1).ConfigureAwait(false); // there is nothing to wait on for processes that are not our children
        }
        return killed.Count;
    }

    private static List<int> Find(byte[] wanted)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            try
            {
                if (Holds(File.ReadAllBytes(Path.Combine(folder, "environ")), wanted)) found.Add(id); // empty for zombies
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended, or is another user's and so not our child.
            }
        }
        return found;
    }

    private static bool Holds(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> wanted)
    {
        foreach (var range in environment.Split((byte)0))
        {
            if (environment[range].SequenceEqual(wanted)) return true;
        }
        return false;
    }
}
