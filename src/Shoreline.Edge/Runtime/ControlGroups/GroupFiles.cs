using System.Globalization;
using System.Text;
using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>Reads and writes the files of one control group.</summary>
internal static class GroupFiles
{
    private const int Rounds = 500;

    /// <summary>In one call, as the kernel wants it.</summary>
    /// <exception cref="IOException">The group is gone, or the kernel refuses the value.</exception>
    public static void Write(string group, string file, string value)
    {
        using var handle = File.OpenHandle(Path.Combine(group, file), FileMode.Open, FileAccess.Write);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(value), 0);
    }

    /// <summary>Processes of the group itself; none where it is gone.</summary>
    public static List<int> Processes(string group)
    {
        var found = new List<int>();
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(group, "cgroup.procs")))
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 1) found.Add(id); // 0: of another namespace
            }
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // Removed: nobody is in it.
        }
        return found;
    }

    /// <summary>Sends SIGKILL to all of a group.</summary>
    public static void Kill(string group, bool isUnified)
    {
        if (isUnified && File.Exists(Path.Combine(group, "cgroup.kill")))
        {
            Write(group, "cgroup.kill", "1"); // reaches those that are being forked too
            return;
        }
        foreach (var id in Processes(group)) PosixSignals.Send(id, PosixSignals.Kill);
        if (!isUnified) Thaw(group); // in version 1 a frozen process does not die
    }

    /// <summary>Kills until nobody is left, within some seconds.</summary>
    /// <returns>How many were there at first.</returns>
    public static async Task<int> EndAsync(string group, bool isUnified)
    {
        var first = Processes(group).Count;
        for (var round = 0; round < Rounds && Processes(group).Count > 0; round++)
        {
            Kill(group, isUnified);
            await Task.Delay(10).ConfigureAwait(false);
        }
        return first;
    }

    public static void Freeze(string group, bool isUnified) => Write(group, isUnified ? "cgroup.freeze" : "freezer.state", isUnified ? "1" : "FROZEN");

    public static void Thaw(string group, bool isUnified = false)
    {
        var file = isUnified ? "cgroup.freeze" : "freezer.state";
        if (File.Exists(Path.Combine(group, file))) Write(group, file, isUnified ? "0" : "THAWED");
    }

    /// <summary>A group that still has a process stays; the next start finds it.</summary>
    public static void TryRemove(string group)
    {
        try
        {
            if (Directory.Exists(group)) Directory.Delete(group);
        }
        catch (IOException)
        {
            // Busy: a process in it has not gone yet.
        }
    }
}
