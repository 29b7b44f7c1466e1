namespace Shoreline.Media.Native.Gst;

/// <summary>One reference to a GstSample: a buffer with its caps and its place in time. Call <see cref="Release"/> once.</summary>
internal readonly unsafe struct GstSample(nint owned)
{
    private GstBuffer* Buffer => GstNative.SampleBuffer(Pointer);

    internal nint Pointer => owned;

    public bool IsEmpty => owned == 0;

    /// <summary>Identity of the caps, to notice a change without reading them. Borrowed: alive as long as the sample.</summary>
    public nint Caps => GstNative.SampleCaps(owned);

    /// <summary>Not a delta unit: decoding can begin here.</summary>
    public bool IsKeyFrame => (Buffer->MiniObject.Flags & GstConstants.BufferDeltaUnit) == 0;

    /// <summary>How long it lasts in nanoseconds; null where unknown.</summary>
    public long? DurationNs => Buffer->Duration == GstConstants.ClockTimeNone ? null : (long)Buffer->Duration;

    /// <summary>Running time at which it is shown, in nanoseconds; null where unknown.</summary>
    public long? PtsNs => RunningTime(Buffer->Pts);

    /// <summary>Running time at which it is decoded, in nanoseconds, negative for pictures decoded ahead of the start; null where unknown.</summary>
    public long? DtsNs => RunningTime(Buffer->Dts);

    /// <summary>Maps the bytes for the length of the call.</summary>
    public bool Read<TState>(TState state, ReadBytes<TState> read) where TState : allows ref struct
    {
        GstMapInfo map;
        var buffer = Buffer;
        if (GstNative.BufferMap(buffer, &map, GstConstants.MapRead) == 0) return false;
        try
        {
            read(state, new ReadOnlySpan<byte>((void*)map.Data, (int)map.Size));
            return true;
        }
        finally
        {
            GstNative.BufferUnmap(buffer, &map);
        }
    }

    public void Release() => GstNative.MiniObjectUnref(owned);

    private long? RunningTime(ulong position)
    {
        if (position == GstConstants.ClockTimeNone) return null;
        var segment = GstNative.SampleSegment(owned);
        return GstNative.RunningTime(segment, GstConstants.FormatTime, position, out var time) switch
        {
            1 => (long)time,
            -1 => -(long)time,
            _ => null,
        };
    }

    public delegate void ReadBytes<in TState>(TState state, ReadOnlySpan<byte> bytes) where TState : allows ref struct;
}
