using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Shoreline.Core.Native;

/// <summary>Finds the C libraries that Shoreline calls, by the names that the bindings use in <c>LibraryImport</c>.</summary>
/// <remarks>
/// Each assembly with bindings calls <see cref="Register"/> once, from a static constructor. A library is looked for at the path in the
/// environment variable <c>SHORELINE_LIB_&lt;NAME&gt;</c> (a Jetson or CUDA build of ONNX Runtime, say), then beside the program, then
/// by soname through the system's loader.
/// </remarks>
public static class NativeLibraries
{
    private sealed record Entry(string[] Names, string HowToGet);

    private const string Engines = "run ./setup, which installs the engines of native/";

    private static readonly FrozenDictionary<string, Entry> Known = new Dictionary<string, Entry>
    {
        ["gstreamer-1.0"] = Debian("libgstreamer1.0-0", "libgstreamer-1.0.so.0"),
        ["gstapp-1.0"] = Debian("libgstreamer-plugins-base1.0-0", "libgstapp-1.0.so.0"),
        ["gstvideo-1.0"] = Debian("libgstreamer-plugins-base1.0-0", "libgstvideo-1.0.so.0"),
        ["gstrtspserver-1.0"] = Debian("libgstrtspserver-1.0-0", "libgstrtspserver-1.0.so.0"),
        ["glib-2.0"] = Debian("libglib2.0-0", "libglib-2.0.so.0"),
        ["gobject-2.0"] = Debian("libglib2.0-0", "libgobject-2.0.so.0"),
        ["cairo"] = Debian("libcairo2", "libcairo.so.2"),
        ["turbojpeg"] = Debian("libturbojpeg0", "libturbojpeg.so.0"),
        ["mosquitto"] = Debian("libmosquitto1", "libmosquitto.so.1"),
        ["onnxruntime"] = new Entry(["libonnxruntime.so.1", "libonnxruntime.so"], Engines),
        ["duckdb"] = new Entry(["libduckdb.so"], Engines),
    }.ToFrozenDictionary();

    /// <summary>Makes <paramref name="assembly"/>'s imports resolve through this table.</summary>
    public static void Register(Assembly assembly) => NativeLibrary.SetDllImportResolver(assembly, Resolve);

    /// <summary>Opens one library of the table.</summary>
    /// <exception cref="MissingDependencyException">It is nowhere to be found; the message says how to get it.</exception>
    public static nint Load(string name)
    {
        var entry = Known[name];
        foreach (var path in Candidates(name, entry))
        {
            if (NativeLibrary.TryLoad(path, out var handle)) return handle;
        }
        throw new MissingDependencyException($"The library {entry.Names[0]} is not installed: {entry.HowToGet}.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        Known.ContainsKey(name) ? Load(name) : 0; // 0: not ours, the runtime goes on with its own search

    private static IEnumerable<string> Candidates(string name, Entry entry)
    {
        var variable = "SHORELINE_LIB_" + name.Replace("-1.0", "", StringComparison.Ordinal).Replace("-2.0", "", StringComparison.Ordinal)
            .ToUpperInvariant();
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given) yield return given;
        foreach (var file in entry.Names) yield return Path.Combine(AppContext.BaseDirectory, file);
        foreach (var file in entry.Names) yield return file;
    }

    private static Entry Debian(string package, string soname) => new([soname], $"apt-get install {package}");
}
