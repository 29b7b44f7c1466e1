using System.Globalization;

namespace Shoreline.Core.Processes;

/// <summary>What the kernel says of any process, whoever's it is.</summary>
public static class ProcessFacts
{
    private const int HangUp = 1; // signal.h: SIGHUP has this number on every Linux CPU
    private const int StartTimeField = 22; // proc(5), /proc/PID/stat; the second field is in brackets and may hold anything
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>
    /// When a process was started, as a text that no other process has under the same id: ids are used again, also by the next boot.
    /// </summary>
    /// <returns>Null where there is none, or it has ended and only waits to be reaped.</returns>
    public static string? StartOf(int processId)
    {
        if (TryRead(processId, "stat") is not { } stat) return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // from the third on: the state
        return fields[0] is "Z" or "X" ? null : $"{File.ReadAllText(BootId).Trim()}/{fields[StartTimeField - 3]}";
    }

    /// <summary>Whether a process acts on SIGHUP. One that neither does nor ignores it would be ended by it.</summary>
    public static bool CatchesHangUp(int processId)
    {
        const string Caught = "SigCgt:";
        var line = TryRead(processId, "status")?.Split('\n').FirstOrDefault(text => text.StartsWith(Caught, StringComparison.Ordinal));
        if (line is null) return false;
        var mask = ulong.Parse(line[Caught.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (mask & (1UL << (HangUp - 1))) != 0;
    }

    private static string? TryRead(int processId, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, perhaps between opening and reading
        }
    }
}
