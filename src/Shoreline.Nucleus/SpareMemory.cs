using System.Runtime.InteropServices;

namespace Shoreline.Nucleus;

/// <summary>Gives back what the start needed and nothing uses any more: objects that are garbage, and memory that the C library has freed and keeps.</summary>
/// <remarks>Nothing else would do so on an idle gateway: it allocates too little to ever set off a collection. Both cost some milliseconds, once.</remarks>
internal static partial class SpareMemory
{
    private static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(8);

    /// <summary>Waits until the start is over, and gives back; or ends with <paramref name="unless"/> where that is sooner.</summary>
    public static async Task GiveBackAsync(Task unless)
    {
        if (await Task.WhenAny(unless, Task.Delay(StartTakes)) == unless) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = Trim(0);
    }

    /// <summary>glibc's malloc_trim: returns free memory of all arenas to the kernel.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keptBytes);
}
