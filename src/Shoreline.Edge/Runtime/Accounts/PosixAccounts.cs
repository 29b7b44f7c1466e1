using System.Globalization;
using System.Runtime.InteropServices;

namespace Shoreline.Edge.Runtime.Accounts;

/// <summary>Users and groups as the machine knows them, and who owns a file: what .NET does not offer.</summary>
internal static unsafe partial class PosixAccounts
{
    private const int EntryBytes = 16 << 10; // a group's list of members is part of its entry
    private const int MostEntryBytes = 1 << 20;
    private const int RangeError = 34; // ERANGE, asm-generic/errno-base.h

    public static uint EffectiveUserId => GetEffectiveUserId();

    public static uint EffectiveGroupId => GetEffectiveGroupId();

    /// <param name="name">A name, or a number.</param>
    /// <returns>Null where there is no such user.</returns>
    public static PosixAccount? FindUser(string name)
    {
        var isNumber = uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        for (var bytes = EntryBytes; bytes <= MostEntryBytes; bytes *= 4)
        {
            var buffer = new byte[bytes];
            Passwd entry;
            fixed (byte* text = buffer)
            {
                Passwd* found;
                var code = isNumber ? GetUserById(id, &entry, text, (nuint)bytes, &found) : GetUserByName(name, &entry, text, (nuint)bytes, &found);
                if (code == RangeError) continue;
                if (code != 0 || found is null) return isNumber ? new PosixAccount(id, null, "/") : null; // a number needs no entry
                return new PosixAccount(found->UserId, found->GroupId, Marshal.PtrToStringUTF8(found->Home) is { Length: > 0 } home ? home : "/");
            }
        }
        return null;
    }

    public static bool HasEntry(uint userId) => FindUser(userId.ToString(CultureInfo.InvariantCulture)) is { GroupId: not null };

    /// <param name="name">A name, or a number.</param>
    /// <returns>Null where there is no such group.</returns>
    public static uint? FindGroup(string name)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return id;
        for (var bytes = EntryBytes; bytes <= MostEntryBytes; bytes *= 4)
        {
            var buffer = new byte[bytes];
            Group entry;
            fixed (byte* text = buffer)
            {
                Group* found;
                var code = GetGroupByName(name, &entry, text, (nuint)bytes, &found);
                if (code == RangeError) continue;
                return code == 0 && found is not null ? found->GroupId : null;
            }
        }
        return null;
    }

    /// <summary>Gives a file or folder to a user; where it is a link, the link itself.</summary>
    /// <exception cref="IOException">The file system refuses, or this process may not.</exception>
    public static void Give(string path, uint userId, uint groupId)
    {
        if (ChangeOwner(path, userId, groupId) == 0) return;
        throw new IOException($"{path} cannot be given to user {userId}, group {groupId}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <returns>Null where it is not there.</returns>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        const int CurrentFolder = -100; // AT_FDCWD
        const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
        const uint OwnerFields = 0x8 | 0x10; // STATX_UID, STATX_GID
        var entry = stackalloc uint[64]; // struct statx, the same on all machines: user and group are its sixth and seventh word
        return StatX(CurrentFolder, path, NoFollow, OwnerFields, entry) == 0 ? (entry[5], entry[6]) : null;
    }

    // pwd.h and grp.h of glibc; the layout is the same on x64 and arm64.
    [StructLayout(LayoutKind.Sequential)]
    private struct Passwd
    {
        public nint Name;
        public nint Password;
        public uint UserId;
        public uint GroupId;
        public nint Gecos;
        public nint Home;
        public nint Shell;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Group
    {
        public nint Name;
        public nint Password;
        public uint GroupId;
        public nint Members;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroupId();

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetUserByName(string name, Passwd* entry, byte* buffer, nuint length, Passwd** found);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetUserById(uint id, Passwd* entry, byte* buffer, nuint length, Passwd** found);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetGroupByName(string name, Group* entry, byte* buffer, nuint length, Group** found);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint fields, uint* entry);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, uint userId, uint groupId);
}

/// <param name="GroupId">The primary group; null for a number that has no entry.</param>
internal sealed record PosixAccount(uint UserId, uint? GroupId, string Home);
