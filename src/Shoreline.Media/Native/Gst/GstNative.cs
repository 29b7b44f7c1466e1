using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>Imports of GStreamer 1.x, GLib and GObject. (full), (none), (floating) say who owns what comes back, as GObject introspection does.</summary>
internal static unsafe partial class GstNative
{
    private const string Core = "gstreamer-1.0", App = "gstapp-1.0", Video = "gstvideo-1.0", GLib = "glib-2.0", GObject = "gobject-2.0";

    static GstNative() => NativeImports.Ensure();

    // Start
    [LibraryImport(Core, EntryPoint = "gst_init_check")]
    internal static partial int InitCheck(nint argc, nint argv, out GError* error);
    [LibraryImport(Core, EntryPoint = "gst_version")]
    internal static partial void Version(out uint major, out uint minor, out uint micro, out uint nano);

    // GLib
    [LibraryImport(GLib, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);
    [LibraryImport(GLib, EntryPoint = "g_error_free")]
    internal static partial void ErrorFree(GError* error);
    [LibraryImport(GLib, EntryPoint = "g_quark_to_string")]
    internal static partial nint QuarkToString(uint quark); // (none)
    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetProperty(ElementHandle element, string name, ref GValue value);
    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    internal static partial nint ValueInit(ref GValue value, nint type);
    [LibraryImport(GObject, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ValueSetString(ref GValue value, string text);
    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    internal static partial nint ValueGetBoxed(nint value); // (none)
    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    internal static partial void ValueUnset(ref GValue value);
    [LibraryImport(GObject, EntryPoint = "g_signal_connect_data", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint SignalConnect(
        ElementHandle element, string signal, delegate* unmanaged[Cdecl]<nint, nint, nint, void> handler, nint context, nint destroy, int flags);
    [LibraryImport(GObject, EntryPoint = "g_type_check_instance_is_a")]
    internal static partial int IsA(nint instance, nint type);

    // Objects
    [LibraryImport(Core, EntryPoint = "gst_object_ref")]
    internal static partial nint ObjectRef(nint instance);
    [LibraryImport(Core, EntryPoint = "gst_object_ref_sink")]
    internal static partial nint ObjectRefSink(nint instance);
    [LibraryImport(Core, EntryPoint = "gst_object_unref")]
    internal static partial void ObjectUnref(nint instance);
    [LibraryImport(Core, EntryPoint = "gst_object_get_name")]
    internal static partial nint ObjectName(nint instance); // (full): g_free
    [LibraryImport(Core, EntryPoint = "gst_mini_object_ref")]
    internal static partial nint MiniObjectRef(nint instance);
    [LibraryImport(Core, EntryPoint = "gst_mini_object_unref")]
    internal static partial void MiniObjectUnref(nint instance);
    /// <summary>Sets a property from text, as gst-launch does: numbers, booleans, nicks of enums, caps.</summary>
    [LibraryImport(Core, EntryPoint = "gst_util_set_object_arg", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetFromText(ElementHandle element, string name, string value);

    // Elements and pipelines
    [LibraryImport(Core, EntryPoint = "gst_element_factory_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint FactoryFind(string name); // (full)
    [LibraryImport(Core, EntryPoint = "gst_element_factory_make", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint FactoryMake(string factory, string name); // (floating), null where it is not installed
    [LibraryImport(Core, EntryPoint = "gst_element_get_factory")]
    internal static partial nint ElementFactory(nint element); // (none)
    [LibraryImport(Core, EntryPoint = "gst_parse_launch", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ParseLaunch(string description, out GError* error); // (floating)
    [LibraryImport(Core, EntryPoint = "gst_parse_bin_from_description", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ParseBin(string description, int ghostUnlinkedPads, out GError* error); // (floating)
    [LibraryImport(Core, EntryPoint = "gst_pipeline_new")]
    internal static partial nint PipelineNew(nint name); // (floating)
    [LibraryImport(Core, EntryPoint = "gst_pipeline_get_type")]
    internal static partial nint PipelineType();
    [LibraryImport(Core, EntryPoint = "gst_bin_add")]
    internal static partial int BinAdd(ElementHandle bin, nint element); // takes the floating reference
    [LibraryImport(Core, EntryPoint = "gst_bin_get_by_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ElementHandle BinGetByName(ElementHandle bin, string name); // (full)
    [LibraryImport(Core, EntryPoint = "gst_element_set_state")]
    internal static partial GstStateChange SetState(ElementHandle element, GstState state);
    [LibraryImport(Core, EntryPoint = "gst_element_sync_state_with_parent")]
    internal static partial int SyncStateWithParent(nint element);
    [LibraryImport(Core, EntryPoint = "gst_element_get_static_pad", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetStaticPad(nint element, string name); // (full)
    [LibraryImport(Core, EntryPoint = "gst_element_get_bus")]
    internal static partial nint GetBus(ElementHandle element); // (full)
    [LibraryImport(Core, EntryPoint = "gst_element_get_base_time")]
    internal static partial ulong GetBaseTime(ElementHandle element);
    [LibraryImport(Core, EntryPoint = "gst_element_get_clock")]
    internal static partial nint GetClock(ElementHandle element); // (full), null before PLAYING
    [LibraryImport(Core, EntryPoint = "gst_clock_get_time")]
    internal static partial ulong ClockTime(nint clock);
    [LibraryImport(Core, EntryPoint = "gst_element_query_duration")]
    internal static partial int QueryDuration(ElementHandle element, int format, out long duration);

    // Pads
    [LibraryImport(Core, EntryPoint = "gst_pad_link")]
    internal static partial int PadLink(nint source, nint sink); // 0: linked
    [LibraryImport(Core, EntryPoint = "gst_pad_get_current_caps")]
    internal static partial nint PadCurrentCaps(nint pad); // (full)
    [LibraryImport(Core, EntryPoint = "gst_pad_query_caps")]
    internal static partial nint PadQueryCaps(nint pad, nint filter); // (full)
    [LibraryImport(Core, EntryPoint = "gst_pad_add_probe")]
    internal static partial nuint PadAddProbe(
        nint pad, GstProbe mask, delegate* unmanaged[Cdecl]<nint, GstPadProbeInfo*, nint, GstProbeReturn> callback, nint context, nint destroy);
    [LibraryImport(Core, EntryPoint = "gst_pad_send_event")]
    internal static partial int PadSendEvent(nint pad, nint seek); // takes the event
    [LibraryImport(Core, EntryPoint = "gst_event_new_seek")]
    internal static partial nint NewSeek(double rate, int format, GstSeek flags, int startType, long start, int stopType, long stop); // (full)
    [LibraryImport(Core, EntryPoint = "gst_event_parse_segment")]
    internal static partial void ParseSegment(GstEvent* segmentEvent, out GstSegment* segment); // (none)
    [LibraryImport(Core, EntryPoint = "gst_event_new_segment")]
    internal static partial GstEvent* NewSegment(in GstSegment segment); // (full)
    [LibraryImport(Core, EntryPoint = "gst_event_set_seqnum")]
    internal static partial void SetSequenceNumber(GstEvent* segmentEvent, uint number);

    // Caps and structures
    [LibraryImport(Core, EntryPoint = "gst_caps_get_structure")]
    internal static partial nint CapsStructure(nint caps, uint index); // (none)
    [LibraryImport(Core, EntryPoint = "gst_caps_get_size")]
    internal static partial uint CapsSize(nint caps);
    [LibraryImport(Core, EntryPoint = "gst_caps_to_string")]
    internal static partial nint CapsToString(nint caps); // (full): g_free
    [LibraryImport(Core, EntryPoint = "gst_structure_get_name")]
    internal static partial nint StructureName(nint structure); // (none)
    [LibraryImport(Core, EntryPoint = "gst_structure_get_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint StructureString(nint structure, string field); // (none)
    [LibraryImport(Core, EntryPoint = "gst_structure_get_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StructureInt(nint structure, string field, out int value);
    [LibraryImport(Core, EntryPoint = "gst_structure_get_fraction", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StructureFraction(nint structure, string field, out int numerator, out int denominator);
    [LibraryImport(Core, EntryPoint = "gst_structure_get_value", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint StructureValue(nint structure, string field); // (none)

    // Bus
    [LibraryImport(Core, EntryPoint = "gst_bus_timed_pop_filtered")]
    internal static partial nint BusPop(nint bus, ulong timeoutNs, GstMessageType types); // (full), null on timeout
    [LibraryImport(Core, EntryPoint = "gst_message_parse_error")]
    internal static partial void ParseError(nint message, out GError* error, out nint debug); // (full) both
    [LibraryImport(Core, EntryPoint = "gst_message_parse_warning")]
    internal static partial void ParseWarning(nint message, out GError* error, out nint debug); // (full) both
    [LibraryImport(Core, EntryPoint = "gst_message_get_structure")]
    internal static partial nint MessageStructure(nint message); // (none)

    // Samples, buffers, segments
    [LibraryImport(Core, EntryPoint = "gst_sample_get_buffer")]
    internal static partial GstBuffer* SampleBuffer(nint sample); // (none)
    [LibraryImport(Core, EntryPoint = "gst_sample_get_caps")]
    internal static partial nint SampleCaps(nint sample); // (none)
    [LibraryImport(Core, EntryPoint = "gst_sample_get_segment")]
    internal static partial nint SampleSegment(nint sample); // (none)
    /// <returns>1 where the running time is positive, −1 where it is the negative of <paramref name="runningTime"/>, 0 where there is none.</returns>
    [LibraryImport(Core, EntryPoint = "gst_segment_to_running_time_full")]
    internal static partial int RunningTime(nint segment, int format, ulong position, out ulong runningTime);
    [LibraryImport(Core, EntryPoint = "gst_buffer_new_allocate")]
    internal static partial GstBuffer* BufferNew(nint allocator, nuint size, nint parameters); // (full)
    [LibraryImport(Core, EntryPoint = "gst_buffer_fill")]
    internal static partial nuint BufferFill(GstBuffer* buffer, nuint offset, byte* source, nuint size);
    [LibraryImport(Core, EntryPoint = "gst_buffer_map")]
    internal static partial int BufferMap(GstBuffer* buffer, GstMapInfo* map, int flags);
    [LibraryImport(Core, EntryPoint = "gst_buffer_unmap")]
    internal static partial void BufferUnmap(GstBuffer* buffer, GstMapInfo* map);

    // appsink, appsrc
    [LibraryImport(App, EntryPoint = "gst_app_sink_set_callbacks")]
    internal static partial void AppSinkSetCallbacks(ElementHandle sink, in GstAppSinkCallbacks callbacks, nint context, nint destroy); // copies the struct
    [LibraryImport(App, EntryPoint = "gst_app_sink_try_pull_sample")]
    internal static partial nint AppSinkTryPull(nint sink, ulong timeoutNs); // (full)
    [LibraryImport(App, EntryPoint = "gst_app_src_push_buffer")]
    internal static partial GstFlow AppSrcPush(ElementHandle source, GstBuffer* buffer); // takes the buffer
    [LibraryImport(App, EntryPoint = "gst_app_src_end_of_stream")]
    internal static partial GstFlow AppSrcEnd(ElementHandle source);

    // Video
    [LibraryImport(Video, EntryPoint = "gst_video_info_from_caps")]
    internal static partial int VideoInfoFromCaps(GstVideoInfo* info, nint caps);
    [LibraryImport(Video, EntryPoint = "gst_video_frame_map")]
    internal static partial int VideoFrameMap(GstVideoFrame* frame, GstVideoInfo* info, GstBuffer* buffer, int flags);
    [LibraryImport(Video, EntryPoint = "gst_video_frame_unmap")]
    internal static partial void VideoFrameUnmap(GstVideoFrame* frame);
}
