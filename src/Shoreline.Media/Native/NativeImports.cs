using Shoreline.Core.Native;

namespace Shoreline.Media.Native;

/// <summary>Registers the library resolver once for all bindings of this assembly; the runtime allows only one per assembly.</summary>
internal static class NativeImports
{
    static NativeImports() => NativeLibraries.Register(typeof(NativeImports).Assembly);

    /// <summary>Called from the static constructor of each class of imports.</summary>
    public static void Ensure() { } // the static constructor above does the work, once
}
