using System.Globalization;
using System.Runtime.InteropServices;

namespace Shoreline.Edge.Components.Native;

/// <summary>Users and groups of this machine.</summary>
internal static partial class PosixAccounts
{
    private const string GroupFile = "/etc/group"; // name, password, number, members
    private const uint KeepUser = uint.MaxValue; // chown(2): −1 leaves the owner as it is

    public static uint EffectiveUserId() => GetEffectiveUserId();

    /// <param name="group">A name or a number.</param>
    /// <returns>Null where there is no group of this name; a number is taken as it is.</returns>
    public static uint? FindGroup(string group)
    {
        if (uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var given)) return given;
        foreach (var line in File.ReadLines(GroupFile))
        {
            if (line.Split(':') is [var name, _, var number, ..] && name == group)
            {
                return uint.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    /// <returns>Null where it is done; else why not.</returns>
    public static string? TryGiveToGroup(string path, uint groupId) =>
        ChangeOwner(path, KeepUser, groupId) == 0 ? null : Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
