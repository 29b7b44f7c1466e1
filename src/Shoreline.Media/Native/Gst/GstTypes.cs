using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>GstState (gstelement.h).</summary>
internal enum GstState { VoidPending = 0, Null = 1, Ready = 2, Paused = 3, Playing = 4 }

/// <summary>GstStateChangeReturn (gstelement.h).</summary>
internal enum GstStateChange { Failure = 0, Success = 1, Async = 2, NoPreroll = 3 }

/// <summary>GstFlowReturn (gstpad.h).</summary>
internal enum GstFlow { Ok = 0, NotLinked = -1, Flushing = -2, Eos = -3, NotNegotiated = -4, Error = -5 }

/// <summary>GstMessageType (gstmessage.h), those that we read.</summary>
[Flags]
internal enum GstMessageType : uint
{
    None = 0,
    Eos = 1 << 0,
    Error = 1 << 1,
    Warning = 1 << 2,
    Element = 1 << 15,
    SegmentDone = 1 << 17,
}

/// <summary>GstPadProbeType (gstpad.h).</summary>
[Flags]
internal enum GstProbe : uint { Buffer = 1 << 4, EventDownstream = 1 << 6 }

/// <summary>GstPadProbeReturn (gstpad.h).</summary>
internal enum GstProbeReturn { Drop = 0, Ok = 1, Remove = 2 }

/// <summary>GstSeekFlags (gstsegment.h).</summary>
[Flags]
internal enum GstSeek { None = 0, Flush = 1 << 0, Segment = 1 << 3 }

/// <summary>GstVideoColorMatrix (video-color.h).</summary>
internal enum GstColorMatrix { Unknown = 0, Rgb = 1, Fcc = 2, Bt709 = 3, Bt601 = 4, Smpte240M = 5, Bt2020 = 6 }

/// <summary>GstVideoColorRange (video-color.h).</summary>
internal enum GstColorRange { Unknown = 0, Full = 1, Limited = 2 }

/// <summary>Constants of the headers that belong to no enum here.</summary>
internal static class GstConstants
{
    /// <summary>GST_CLOCK_TIME_NONE (gstclock.h).</summary>
    public const ulong ClockTimeNone = ulong.MaxValue;

    /// <summary>GST_FORMAT_TIME (gstformat.h).</summary>
    public const int FormatTime = 3;

    /// <summary>GST_SEEK_TYPE_NONE and GST_SEEK_TYPE_SET (gstsegment.h).</summary>
    public const int SeekTypeNone = 0, SeekTypeSet = 1;

    /// <summary>GST_MAP_READ (gstmemory.h).</summary>
    public const int MapRead = 1;

    /// <summary>GST_BUFFER_FLAG_DELTA_UNIT (gstbuffer.h): set unless the access unit is a key frame.</summary>
    public const uint BufferDeltaUnit = 1 << 13;

    /// <summary>GST_BUFFER_FLAG_DISCONT (gstbuffer.h).</summary>
    public const uint BufferDiscont = 1 << 6;

    /// <summary>GST_EVENT_SEGMENT (gstevent.h): number 70, downstream, serialized, sticky.</summary>
    public const uint EventSegment = (70 << 8) | (1 << 1) | (1 << 2) | (1 << 3);

    /// <summary>G_TYPE_STRING (gtype.h): fundamental 16, shifted by G_TYPE_FUNDAMENTAL_SHIFT.</summary>
    public const nint TypeString = 16 << 2;
}

/// <summary>GError (gerror.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GError
{
    public uint Domain;
    public int Code;
    public nint Message;
}

/// <summary>GValue (gvalue.h): opaque, only its size matters.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nint Type;
    public long Data0;
    public long Data1;
}

/// <summary>GstMiniObject (gstminiobject.h): the head of buffers, caps, messages, samples.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstMiniObject
{
    public nint Type;
    public int RefCount;
    public int LockState;
    public uint Flags;
    public nint Copy, Dispose, Free;
    public uint PrivUint;
    public nint PrivPointer;
}

/// <summary>GstBuffer (gstbuffer.h), its public fields.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstBuffer
{
    public GstMiniObject MiniObject;
    public nint Pool;
    public ulong Pts;
    public ulong Dts;
    public ulong Duration;
    public ulong Offset;
    public ulong OffsetEnd;
}

/// <summary>GstMessage (gstmessage.h), its public fields.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstMessage
{
    public GstMiniObject MiniObject;
    public GstMessageType Type;
    public ulong Timestamp;
    public nint Source;
    public uint SequenceNumber;
}

/// <summary>GstEvent (gstevent.h), its public fields.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstEvent
{
    public GstMiniObject MiniObject;
    public uint Type;
    public ulong Timestamp;
    public uint SequenceNumber;
}

/// <summary>GstSegment (gstsegment.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstSegment
{
    public int Flags;
    public double Rate;
    public double AppliedRate;
    public int Format;
    public ulong Base;
    public ulong Offset;
    public ulong Start;
    public ulong Stop;
    public ulong Time;
    public ulong Position;
    public ulong Duration;
    private readonly nint _reserved0, _reserved1, _reserved2, _reserved3;
}

/// <summary>GstPadProbeInfo (gstpad.h), its public fields.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstPadProbeInfo
{
    public GstProbe Type;
    public nuint Id;
    public nint Data;
    public ulong Offset;
    public uint Size;
}

/// <summary>GstMapInfo (gstmemory.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstMapInfo
{
    public nint Memory;
    public int Flags;
    public nint Data;
    public nuint Size;
    public nuint MaxSize;
    public nint User0, User1, User2, User3;
    public nint Reserved0, Reserved1, Reserved2, Reserved3;
}

/// <summary>GstVideoInfo (video-info.h). 152 bytes on 64-bit machines; <see cref="GstRuntime"/> checks the layout once against the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GstVideoInfo
{
    public nint FormatInfo;
    public int InterlaceMode;
    public int Flags;
    public int Width;
    public int Height;
    public nuint Size;
    public int Views;
    public int ChromaSite;
    public GstColorRange Range;
    public GstColorMatrix Matrix;
    public int Transfer;
    public int Primaries;
    public int PixelAspectN, PixelAspectD;
    public int FpsN, FpsD;
    public fixed ulong PlaneOffset[4]; // gsize
    public fixed int PlaneStride[4];
    private readonly nint _reserved0, _reserved1, _reserved2, _reserved3;
}

/// <summary>GstVideoFrame (video-frame.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GstVideoFrame
{
    public GstVideoInfo Info;
    public int Flags;
    public nint Buffer;
    public nint Meta;
    public int Id;
    public fixed ulong Data[4]; // gpointer
    public GstMapInfo Map0, Map1, Map2, Map3;
    private readonly nint _reserved0, _reserved1, _reserved2, _reserved3;
}

/// <summary>GstAppSinkCallbacks (gstappsink.h): pointers to <c>(appsink, user_data)</c> functions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GstAppSinkCallbacks
{
    public nint Eos;
    public nint NewPreroll;
    public nint NewSample;
    public nint NewEvent;
    private readonly nint _reserved0, _reserved1, _reserved2;
}
