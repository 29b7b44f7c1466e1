using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Shoreline.Benchmarks;

/// <summary>What a figure was measured on.</summary>
internal static class Machine
{
    /// <summary>With the disk that a folder is on.</summary>
    public static string Describe(string folder)
    {
        var drive = new DriveInfo(folder);
        return $"{Describe()}, {drive.DriveFormat} at {drive.Name}";
    }

    public static string Describe()
    {
        var cpu = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{cpu ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, commit {Commit()}, "
            + $"load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before";
    }

    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", "describe --always --dirty") { RedirectStandardOutput = true })!;
            return git.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown (no git)";
        }
    }
}
