using System.Runtime.InteropServices;
using System.Text;

namespace Shoreline.Core.Native;

/// <summary>What the kernel calls itself and its machine.</summary>
public static partial class SystemNames
{
    private const int FieldBytes = 65; // sys/utsname.h of glibc and musl: six fields of 65 bytes each, ended by a zero
    private const int FieldCount = 6;
    private const int MachineField = 4;

    /// <summary>
    /// The names of <c>uname -s</c> and <c>uname -m</c>: <c>Linux</c>, <c>x86_64</c>. Not those of the process, which may be 32 bits wide
    /// on a machine of 64.
    /// </summary>
    public static (string System, string Machine) Read()
    {
        Span<byte> fields = stackalloc byte[FieldBytes * FieldCount];
        if (Uname(ref MemoryMarshal.GetReference(fields)) != 0)
        {
            throw new ShorelineException($"The kernel does not tell its name: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        return (Field(fields, 0), Field(fields, MachineField));
    }

    private static string Field(ReadOnlySpan<byte> fields, int index)
    {
        var field = fields.Slice(index * FieldBytes, FieldBytes);
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    [LibraryImport("libc", EntryPoint = "uname", SetLastError = true)]
    private static partial int Uname(ref byte fields);
}
