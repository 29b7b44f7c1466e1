using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Messaging.Broker;

/// <summary>Finds a Mosquitto that outlived the process that started it, and stops it.</summary>
internal static class StaleBroker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Stops the process that this folder's pid file names, if it is a Mosquitto run with this folder's configuration. Returns its id, or
    /// 0.
    /// </summary>
    public static int Stop(string folder)
    {
        var pidFile = Path.Combine(folder, MosquittoFiles.ProcessId);
        if (!File.Exists(pidFile)) return 0;
        if (!int.TryParse(File.ReadAllText(pidFile), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id)
            || !Runs(id, Path.Combine(folder, MosquittoFiles.Config)))
        {
            return 0; // ended long ago; the number may be another program's by now
        }
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(Patience);
        }
        catch (ArgumentException)
        {
            // It ended between our looking and our asking.
        }
        return id;
    }

    private static bool Runs(int id, string configFile)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0').Contains(configFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // no such process, or not ours
        }
    }
}
