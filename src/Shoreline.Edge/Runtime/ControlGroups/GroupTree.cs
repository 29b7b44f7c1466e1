using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>The control groups that the runtime makes below its own, and what they can do on this machine.</summary>
/// <remarks>
/// Below the runtime's own group and a folder for its root, since several may run side by side, <c>greengrass/NAME</c> holds what
/// <c>Startup</c> and <c>Run</c> start, and has the limits; <c>greengrass-steps/NAME</c> holds the other steps, which have none
/// (greengrass-components, section 6).
/// Machines have version 2, version 1 (a hierarchy for each controller), or both side by side, with the controllers in version 1; each
/// ability is taken from where it is.
/// </remarks>
internal sealed class GroupTree
{
    public const string Limited = "greengrass";
    public const string Steps = "greengrass-steps";

    private const string Pids = "pids";

    private GroupTree(string? tracking, bool isUnified, string? memory, string? cpu, bool areLimitsUnified)
    {
        (Tracking, IsUnified, Memory, Cpu, AreLimitsUnified) = (tracking, isUnified, memory, cpu, areLimitsUnified);
    }

    /// <summary>
    /// The folder below which processes are tracked and frozen: version 2, or the freezer of version 1. Null where none may be written.
    /// </summary>
    public string? Tracking { get; }

    public bool IsUnified { get; }

    public string? Memory { get; }

    public string? Cpu { get; }

    /// <summary>Where the number of processes is bounded; null where it cannot be.</summary>
    public string? Processes { get; private init; }

    /// <summary>What it is bounded to for each component.</summary>
    public long MostProcesses { get; private init; } = long.MaxValue;

    /// <summary>Memory and processor are limited in the groups of <see cref="Tracking"/>.</summary>
    public bool AreLimitsUnified { get; }

    /// <summary>What cannot be done here; null where all can.</summary>
    public string? Shortage { get; private init; }

    public static GroupTree None { get; } = new(null, false, null, null, false) { Shortage = "they are switched off" };

    /// <summary>Looks at what the machine has, by making the groups.</summary>
    /// <param name="root">Of the runtime.</param>
    public static GroupTree Open(GroupMounts mounts, string root)
    {
        var instance = "shoreline-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
        var faults = new List<string>();
        var unified = mounts.Unified is { } folder ? TryMake(folder, instance, faults) : null;
        var areLimitsUnified = unified is not null && TryEnable(unified, faults);
        var freezer = unified is null ? V1("freezer") : null;
        var memory = areLimitsUnified ? unified : V1("memory");
        var cpu = areLimitsUnified ? unified : V1("cpu");
        var processes = areLimitsUnified && HasProcesses(unified!) ? unified : V1(Pids);
        var missing = new List<string>();
        if (unified is null && freezer is null) missing.Add("components cannot be paused, and their processes are found by a mark in their environment");
        if (memory is null) missing.Add("memory is not limited");
        if (cpu is null) missing.Add("processor time is not limited");
        if (processes is null) missing.Add("the number of processes is not bounded");
        return new GroupTree(unified ?? freezer, unified is not null, memory, cpu, areLimitsUnified)
        {
            Processes = processes,
            MostProcesses = processes is null ? long.MaxValue : ProcessLimit.Of(Path.GetDirectoryName(processes)!),
            Shortage = missing.Count == 0 ? null : $"{string.Join("; ", missing)} ({(faults.Count > 0 ? string.Join("; ", faults) : "not mounted")})",
        };

        string? V1(string controller) => mounts.Controllers.TryGetValue(controller, out var own) ? TryMake(own, instance, faults) : null;
    }

    /// <summary>Ends what a runtime that was killed left in the groups, and removes them.</summary>
    /// <returns>How many processes were ended.</returns>
    public async Task<int> ClearAsync()
    {
        var ended = 0;
        foreach (var root in Roots())
        {
            foreach (var kind in (string[])[Limited, Steps])
            {
                var folder = Path.Combine(root, kind);
                if (!Directory.Exists(folder)) continue;
                foreach (var group in Directory.EnumerateDirectories(folder))
                {
                    ended += await GroupFiles.EndAsync(group, IsUnified).ConfigureAwait(false);
                    GroupFiles.TryRemove(group);
                }
            }
        }
        return ended;
    }

    /// <summary>Removes what is empty of the groups.</summary>
    public void Remove()
    {
        foreach (var root in Roots())
        {
            GroupFiles.TryRemove(Path.Combine(root, Limited));
            GroupFiles.TryRemove(Path.Combine(root, Steps));
            GroupFiles.TryRemove(root);
        }
    }

    private IEnumerable<string> Roots() => ((string?[])[Tracking, Memory, Cpu, Processes]).OfType<string>().Distinct();

    private static string? TryMake(string own, string instance, List<string> faults)
    {
        try
        {
            var root = Path.Combine(own, instance);
            Directory.CreateDirectory(Path.Combine(root, Limited));
            Directory.CreateDirectory(Path.Combine(root, Steps));
            return root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(e.Message);
            return null;
        }
    }

    /// <summary>
    /// A group of version 2 hands controllers to its children only while it has no processes itself, unless it is the root: the runtime
    /// moves into a group beside theirs.
    /// </summary>
    private static bool TryEnable(string root, List<string> faults)
    {
        var own = Path.GetDirectoryName(root)!;
        try
        {
            var available = File.ReadAllText(Path.Combine(own, "cgroup.controllers")).Split(' ', StringSplitOptions.TrimEntries);
            if (!available.Contains("memory") || !available.Contains("cpu")) return false;
            var controllers = available.Contains(Pids) ? $"+memory +cpu +{Pids}" : "+memory +cpu";
            try
            {
                Enable(own, controllers);
            }
            catch (IOException)
            {
                var aside = Path.Combine(own, Path.GetFileName(root) + "-runtime");
                Directory.CreateDirectory(aside);
                GroupFiles.Write(aside, "cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                Enable(own, controllers);
            }
            Enable(root, controllers);
            Enable(Path.Combine(root, Limited), controllers);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(e.Message);
            return false;
        }

        static void Enable(string group, string controllers) => GroupFiles.Write(group, "cgroup.subtree_control", controllers);
    }

    private static bool HasProcesses(string root) => File.Exists(Path.Combine(root, Limited, ProcessLimit.FileName));
}
