using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>Strings and errors that GLib hands over.</summary>
internal static unsafe class GstStrings
{
    /// <summary>Copies a string and frees it.</summary>
    public static string Take(nint owned)
    {
        var text = Marshal.PtrToStringUTF8(owned) ?? "";
        GstNative.Free(owned);
        return text;
    }

    /// <summary>Copies an error and frees it.</summary>
    public static GstFault Take(GError* owned, string element, string? factory, string debug)
    {
        var domain = Marshal.PtrToStringUTF8(GstNative.QuarkToString(owned->Domain)) ?? "";
        var fault = new GstFault(domain, owned->Code, Marshal.PtrToStringUTF8(owned->Message) ?? "", element, factory, debug);
        GstNative.ErrorFree(owned);
        return fault;
    }
}

/// <summary>An error of GStreamer's: domain and code say the kind, <c>Debug</c> where in its source and why.</summary>
internal sealed record GstFault(string Domain, int Code, string Message, string Element, string? Factory, string Debug);
