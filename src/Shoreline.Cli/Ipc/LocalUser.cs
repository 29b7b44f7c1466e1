using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Cli.Ipc;

/// <summary>Who runs this process: numbers of the user and its groups, as <c>/proc/self/status</c> has them.</summary>
internal sealed record LocalUser(uint Id, IReadOnlyList<uint> Groups)
{
    private const string Path = "/proc/self/status";
    private const int Effective = 1; // of: real, effective, saved, file system

    public static LocalUser Read()
    {
        var lines = File.ReadAllLines(Path);
        var user = Numbers(lines, "Uid:").ElementAt(Effective);
        uint[] groups = [Numbers(lines, "Gid:").ElementAt(Effective), .. Numbers(lines, "Groups:")];
        return new LocalUser(user, [.. groups.Distinct()]);
    }

    private static IEnumerable<uint> Numbers(string[] lines, string name)
    {
        var line = lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) ?? throw new ShorelineException($"{Path} has no line {name}");
        return line[name.Length..].Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).Select(number => uint.Parse(number, CultureInfo.InvariantCulture));
    }
}
