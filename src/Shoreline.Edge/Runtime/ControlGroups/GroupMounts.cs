namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>Where this process stands in the machine's control groups: for each hierarchy, the folder of its own group.</summary>
/// <remarks>
/// All groups that the runtime makes lie below its own, so whatever bounds the runtime bounds its components too, and a service manager
/// that hands over a part of the tree
/// (<c>Delegate=yes</c>) is obeyed. Read from <c>/proc/self/mountinfo</c> and <c>/proc/self/cgroup</c>, cgroups(7).
/// </remarks>
/// <param name="Unified">Version 2; null where it is not mounted.</param>
/// <param name="Controllers">Version 1: controller to folder.</param>
internal sealed record GroupMounts(string? Unified, IReadOnlyDictionary<string, string> Controllers)
{
    public static GroupMounts Read() => Parse(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"));

    public static GroupMounts Parse(IEnumerable<string> mountInfo, IEnumerable<string> ownGroups)
    {
        var own = new Dictionary<string, string>(); // controller, or nothing for version 2, to path
        foreach (var line in ownGroups)
        {
            var parts = line.Split(':', 3); // ID:CONTROLLERS:PATH
            if (parts.Length != 3) continue;
            foreach (var controller in parts[1].Split(',')) own[controller] = parts[2];
        }
        string? unified = null;
        var controllers = new Dictionary<string, string>();
        foreach (var line in mountInfo)
        {
            // ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS … - TYPE SOURCE SUPEROPTIONS
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            var right = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (left.Length < 6 || right.Length < 3) continue;
            if (right[0] == "cgroup2" && own.TryGetValue("", out var path)) unified ??= Folder(left[4], left[3], path);
            if (right[0] != "cgroup") continue;
            foreach (var controller in right[2].Split(','))
            {
                if (own.TryGetValue(controller, out var where)) controllers.TryAdd(controller, Folder(left[4], left[3], where));
            }
        }
        return new GroupMounts(unified, controllers);
    }

    /// <summary>A container may see its own group as the root of the mount, and yet be told its path from outside.</summary>
    private static string Folder(string mountPoint, string mountRoot, string path)
    {
        if (mountRoot != "/" && (path == mountRoot || path.StartsWith(mountRoot + "/", StringComparison.Ordinal))) path = path[mountRoot.Length..];
        else if (mountRoot != "/" || path.StartsWith("/..", StringComparison.Ordinal)) path = "";
        return mountPoint + path.TrimEnd('/');
    }
}
