using System.Globalization;
using Shoreline.Testing;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>Counts the flushes of a process by strace.</summary>
internal static class FlushCount
{
    /// <returns>How many; or why they could not be counted.</returns>
    public static async Task<string> DuringAsync(int processId, Func<Task> work, string folder)
    {
        var report = Path.Combine(folder, $"strace-{processId}");
        using var strace = Children.Start("strace", ["-f", "-c", "-qq", "-e", "trace=fsync,fdatasync", "-o", report, "-p", $"{processId}"], "strace");
        await Until.TrueAsync(() => strace.HasExited || IsTraced(processId), "strace has attached itself");
        if (strace.HasExited) return "(strace may not look at it)";
        await work();
        await Children.RunAsync("kill", ["-INT", $"{strace.Id}"], "procps");
        await strace.WaitForExitAsync();
        var calls = File.ReadLines(report).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts is [.., "fsync" or "fdatasync"]);
        return calls.Sum(parts => int.Parse(parts[3], CultureInfo.InvariantCulture)).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static bool IsTraced(int processId) =>
        !File.ReadLines($"/proc/{processId}/status").Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line.EndsWith("\t0", StringComparison.Ordinal));
}
