using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Media.Native.Gst;

/// <summary>Starts GStreamer once in the process.</summary>
internal static unsafe partial class GstRuntime
{
    private static readonly Lock StartGate = new();
    private static bool _started;

    /// <summary>The GType of GstElement.</summary>
    public static nint ElementType { get; private set; }

    /// <exception cref="MissingDependencyException">GStreamer is not installed, too old, or does not start.</exception>
    public static void EnsureStarted()
    {
        lock (StartGate)
        {
            if (_started) return;
            if (GstNative.InitCheck(0, 0, out var error) == 0)
            {
                var why = error == null ? "no reason given" : GstStrings.Take(error, "", null, "").Message;
                throw new MissingDependencyException($"GStreamer does not start: {why}.");
            }
            GstNative.Version(out var major, out var minor, out var micro, out _);
            if (major != 1 || minor < 20)
            {
                throw new MissingDependencyException($"GStreamer {major}.{minor}.{micro} is too old: 1.20 or newer is needed (Debian 12 has 1.22).");
            }
            if (sizeof(GstVideoInfo) != 152 || sizeof(GstVideoFrame) != 664)
            {
                throw new PlatformNotSupportedException("The layout of GstVideoInfo is known for 64-bit machines only.");
            }
            ElementType = GetElementType();
            _started = true;
        }
    }

    /// <summary>Whether an element of that name is installed.</summary>
    public static bool HasElement(string factory)
    {
        EnsureStarted();
        var found = GstNative.FactoryFind(factory);
        if (found == 0) return false;
        GstNative.ObjectUnref(found);
        return true;
    }

    [LibraryImport("gstreamer-1.0", EntryPoint = "gst_element_get_type")]
    private static partial nint GetElementType();
}
