using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Edge.Runtime.Accounts;

/// <summary>The folders of a component, and who owns what is in them (greengrass-components, 1.10 and 3.1).</summary>
internal static class ComponentFolders
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OpenFolder =
        OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static string Work(string root, string component) => Path.Combine(root, "work", component);

    /// <summary>
    /// Makes the work folder. Where the runtime may give files away, it and the files of the artifacts become the user's.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or not to be written.</exception>
    public static void Give(string root, string component, string version, StepUser user)
    {
        Directory.CreateDirectory(Path.Combine(root, "work"), OpenFolder);
        var work = Work(root, component);
        Directory.CreateDirectory(work, OwnerFolder);
        if (PosixAccounts.EffectiveUserId != 0) return;
        if (PosixAccounts.OwnerOf(work) is var (owner, group) && (owner != user.UserId || group != user.GroupId)) GiveAll(work, user);
        foreach (var kind in (string[])["artifacts", "artifacts-unarchived"]) GiveFiles(Path.Combine(root, "packages", kind, component, version), user);
    }

    /// <summary>
    /// The folder with all that it holds. Whoever owned it until now may swap folders for links meanwhile: chown walks by open folders and
    /// follows no link, which the file functions of .NET
    /// cannot do.
    /// </summary>
    private static void GiveAll(string folder, StepUser user)
    {
        var owner = string.Create(CultureInfo.InvariantCulture, $"{user.UserId}:{user.GroupId}");
        using var chown = Start(new ProcessStartInfo("chown", ["-R", "-P", "-h", "--", owner, folder]) { RedirectStandardError = true });
        var complaint = chown.StandardError.ReadToEnd();
        chown.WaitForExit();
        if (chown.ExitCode != 0) throw new IOException($"{folder} cannot be given to {owner}: {complaint.Trim()}");
    }

    /// <exception cref="IOException">It is not there, or the machine has no room for another process.</exception>
    private static Process Start(ProcessStartInfo program)
    {
        try
        {
            return Process.Start(program)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"The program {program.FileName} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Files only: their folders stay the runtime's, so that nothing in them is swapped.</summary>
    private static void GiveFiles(string folder, StepUser user)
    {
        if (!Directory.Exists(folder)) return;
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", all)) PosixAccounts.Give(file, user.UserId, user.GroupId);
    }
}
