using System.Globalization;

namespace Shoreline.Benchmarks.Gateway;

/// <summary>What a process has in memory, as the kernel counts it: <c>/proc/PID/status</c>, <c>smaps_rollup</c> and <c>smaps</c>.</summary>
/// <param name="Groups">Resident bytes by what they are, largest first.</param>
/// <param name="Largest">Resident bytes by file or kind of memory, largest first.</param>
internal sealed record MemoryMap(
    long Resident, long Anonymous, long Files, long Shared, long Proportional, long Private, int Threads,
    IReadOnlyList<(string What, long Bytes)> Groups, IReadOnlyList<(string What, long Bytes)> Largest)
{
    /// <summary>Reads it of a process that we started.</summary>
    public static MemoryMap Read(int processId)
    {
        var status = File.ReadAllLines($"/proc/{processId}/status");
        var sums = File.ReadAllLines($"/proc/{processId}/smaps_rollup");
        var maps = ResidentByName(File.ReadLines($"/proc/{processId}/smaps"));
        return new MemoryMap(
            Bytes(status, "VmRSS"), Bytes(status, "RssAnon"), Bytes(status, "RssFile"), Bytes(status, "RssShmem"),
            Bytes(sums, "Pss"), Bytes(sums, "Private_Clean") + Bytes(sums, "Private_Dirty"), (int)Number(status, "Threads"),
            Sorted(maps.GroupBy(map => GroupOf(map.Key)).Select(group => (group.Key, group.Sum(map => map.Value)))),
            Sorted(maps.Select(map => (Path.GetFileName(map.Key), map.Value))));
    }

    /// <summary>A mapping begins with a line <c>from-to rights offset device inode name</c>; lines <c>Key: number kB</c> follow.</summary>
    private static Dictionary<string, long> ResidentByName(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in lines)
        {
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':')) name = words.Length > 5 ? words[5].Trim() : "(anonymous)";
            else if (words[0] == "Rss:") found[name] = found.GetValueOrDefault(name) + Kilobytes(words[1]);
        }
        return found;
    }

    private static string GroupOf(string name) => name switch
    {
        _ when name.StartsWith("/memfd:doublemapper", StringComparison.Ordinal) => "the runtime's types, stubs and compiled code",
        _ when name.StartsWith('[') || name == "(anonymous)" => "heaps and stacks",
        _ when name.EndsWith("/System.Private.CoreLib.dll", StringComparison.Ordinal) => "System.Private.CoreLib",
        _ when name.Contains("/Microsoft.AspNetCore.App/", StringComparison.Ordinal) => "ASP.NET Core and Microsoft.Extensions",
        _ when name.Contains("/Microsoft.NETCore.App/", StringComparison.Ordinal) => name.Contains(".so", StringComparison.Ordinal) ? "the runtime itself" : "System.*",
        _ when name.Contains(".so", StringComparison.Ordinal) => "libraries of Debian and the host",
        _ when Path.GetFileName(name).StartsWith("shoreline", StringComparison.OrdinalIgnoreCase) => "Shoreline",
        _ when name.EndsWith(".dll", StringComparison.Ordinal) => "packages",
        _ => "other",
    };

    private static List<(string, long)> Sorted(IEnumerable<(string What, long Bytes)> maps) => [.. maps.Where(map => map.Bytes > 0).OrderByDescending(map => map.Bytes)];

    private static long Bytes(string[] lines, string key) => Number(lines, key) << 10;

    private static long Number(string[] lines, string key)
    {
        var line = lines.First(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        return long.Parse(line[(key.Length + 1)..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static long Kilobytes(string number) => long.Parse(number, CultureInfo.InvariantCulture) << 10;
}
