namespace Shoreline.Media.Native.Gst;

/// <summary>Feeds an appsrc element. Blocks where the element is set to.</summary>
internal static unsafe class AppSource
{
    /// <summary>Copies <paramref name="bytes"/> into a new buffer and pushes it.</summary>
    /// <returns>False once the pipeline stops or ends.</returns>
    public static bool Push(GstElement source, ReadOnlySpan<byte> bytes, long ptsNs, long durationNs)
    {
        var buffer = GstNative.BufferNew(0, (nuint)bytes.Length, 0);
        if (buffer == null) throw new InsufficientMemoryException($"GStreamer has no memory for a buffer of {bytes.Length:N0} bytes.");
        fixed (byte* from = bytes) GstNative.BufferFill(buffer, 0, from, (nuint)bytes.Length);
        buffer->Pts = (ulong)ptsNs;
        buffer->Duration = durationNs < 0 ? GstConstants.ClockTimeNone : (ulong)durationNs;
        return GstNative.AppSrcPush(source.Handle, buffer) == GstFlow.Ok;
    }

    public static void End(GstElement source) => GstNative.AppSrcEnd(source.Handle);
}
