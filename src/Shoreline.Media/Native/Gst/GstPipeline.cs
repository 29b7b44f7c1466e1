using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>A pipeline and its bus. Dispose stops it (NULL state), which waits for its streaming threads, and gives it up.</summary>
/// <remarks>Not called from a streaming thread, but for <see cref="AddBranch"/> from pad callbacks.</remarks>
internal sealed unsafe class GstPipeline : IDisposable
{
    private readonly ElementHandle _handle;
    private readonly nint _bus;

    private GstPipeline(nint floating)
    {
        _handle = new ElementHandle(GstNative.ObjectRefSink(floating));
        _bus = GstNative.GetBus(_handle);
    }

    /// <summary>Builds what gst-launch text describes.</summary>
    /// <exception cref="GstParseException">The text has a fault, or names an element that is not installed.</exception>
    public static GstPipeline Parse(string description)
    {
        GstRuntime.EnsureStarted();
        var top = GstNative.ParseLaunch(description, out var error);
        if (error != null)
        {
            if (top != 0) GstNative.ObjectUnref(GstNative.ObjectRefSink(top));
            throw new GstParseException(GstStrings.Take(error, "", null, ""));
        }
        if (GstNative.IsA(top, GstNative.PipelineType()) != 0) return new GstPipeline(top);
        var pipeline = new GstPipeline(GstNative.PipelineNew(0)); // a single element comes back bare
        GstNative.BinAdd(pipeline._handle, top);
        return pipeline;
    }

    /// <summary>The element of that name; dispose it.</summary>
    public GstElement Element(string name) => TryGetElement(name) ?? throw new InvalidOperationException($"The pipeline has no element '{name}'.");

    public GstElement? TryGetElement(string name)
    {
        var element = GstNative.BinGetByName(_handle, name);
        if (!element.IsInvalid) return new GstElement(element);
        element.Dispose();
        return null;
    }

    /// <summary>Adds what gst-launch text describes, with its one open sink, links <paramref name="from"/> to it, and brings it to the pipeline's state.</summary>
    /// <param name="prepare">Called before data flows, to set properties and callbacks.</param>
    /// <exception cref="GstParseException">The text has a fault, names an element that is not installed, or does not fit the pad.</exception>
    public void AddBranch(string description, GstPad from, Action<GstPipeline> prepare)
    {
        var bin = GstNative.ParseBin(description, 1, out var error);
        if (error != null)
        {
            if (bin != 0) GstNative.ObjectUnref(GstNative.ObjectRefSink(bin));
            throw new GstParseException(GstStrings.Take(error, "", null, ""));
        }
        Hang(bin, description, from, prepare);
    }

    /// <summary>As <see cref="AddBranch"/>, for one element whose source pads come later.</summary>
    /// <remarks>In a bin made of text, the open pads inside a decodebin would be taken for the bin's own.</remarks>
    /// <exception cref="GstParseException">The element is not installed, or does not fit the pad.</exception>
    public void AddElement(string factory, string name, GstPad from, Action<GstPipeline> prepare)
    {
        var element = GstNative.FactoryMake(factory, name);
        if (element == 0) throw new GstParseException(new GstFault("gst_parse_error", 1, $"no element \"{factory}\"", factory, null, ""));
        Hang(element, factory, from, prepare);
    }

    /// <returns>False where an element refused; the bus tells why.</returns>
    public bool SetState(GstState state) => GstNative.SetState(_handle, state) != GstStateChange.Failure;

    /// <summary>Nanoseconds on the pipeline's clock since running time 0; null before it plays.</summary>
    public long? RunningTimeNow()
    {
        var clock = GstNative.GetClock(_handle);
        if (clock == 0) return null;
        var now = GstNative.ClockTime(clock);
        GstNative.ObjectUnref(clock);
        return (long)(now - GstNative.GetBaseTime(_handle));
    }

    /// <summary>How long the source says it is, in nanoseconds.</summary>
    public long? DurationNs() => GstNative.QueryDuration(_handle, GstConstants.FormatTime, out var duration) != 0 && duration > 0 ? duration : null;

    /// <summary>Waits for the next message that matters. Blocks at most <paramref name="timeout"/>.</summary>
    public GstBusMessage? WaitMessage(TimeSpan timeout)
    {
        const GstMessageType Wanted = GstMessageType.Eos | GstMessageType.Error | GstMessageType.Warning | GstMessageType.Element | GstMessageType.SegmentDone;
        var message = GstNative.BusPop(_bus, (ulong)(timeout.Ticks * 100), Wanted);
        if (message == 0) return null;
        var read = Read(message);
        GstNative.MiniObjectUnref(message);
        return read;
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        GstNative.SetState(_handle, GstState.Null);
        GstNative.ObjectUnref(_bus);
        _handle.Dispose();
    }

    private void Hang(nint element, string description, GstPad from, Action<GstPipeline> prepare)
    {
        GstNative.BinAdd(_handle, element);
        prepare(this);
        _ = GstNative.SyncStateWithParent(element); // an element that refuses posts its error on the bus
        using var sink = new GstPad(GstNative.GetStaticPad(element, "sink"));
        if (from.Link(sink)) return;
        using var caps = from.Caps();
        throw new GstParseException(new GstFault("gst-core-error-quark", 10, $"cannot take {caps}", description, null, "")); // GST_CORE_ERROR_CAPS
    }

    private static GstBusMessage Read(nint message)
    {
        var head = (GstMessage*)message;
        switch (head->Type)
        {
            case GstMessageType.Error:
                GstNative.ParseError(message, out var error, out var debug);
                return new(head->Type, Fault(head->Source, error, debug), "");
            case GstMessageType.Warning:
                GstNative.ParseWarning(message, out var warning, out var detail);
                return new(head->Type, Fault(head->Source, warning, detail), "");
            case GstMessageType.Element:
                var structure = GstNative.MessageStructure(message);
                var name = structure == 0 ? "" : Marshal.PtrToStringUTF8(GstNative.StructureName(structure)) ?? "";
                var missing = name == "missing-plugin" ? Marshal.PtrToStringUTF8(GstNative.StructureString(structure, "name")) : null;
                return new(head->Type, null, missing ?? "");
            default:
                return new(head->Type, null, "");
        }
    }

    private static GstFault Fault(nint source, GError* error, nint debug)
    {
        var name = source == 0 ? "" : GstStrings.Take(GstNative.ObjectName(source));
        return GstStrings.Take(error, name, FactoryName(source), GstStrings.Take(debug));
    }

    private static string? FactoryName(nint source)
    {
        if (source == 0 || GstNative.IsA(source, GstRuntime.ElementType) == 0) return null;
        var factory = GstNative.ElementFactory(source);
        return factory == 0 ? null : GstStrings.Take(GstNative.ObjectName(factory));
    }
}

/// <summary>What the bus said. <c>MissingPlugin</c> names what a missing plug-in would do, else it is empty.</summary>
internal sealed record GstBusMessage(GstMessageType Type, GstFault? Fault, string MissingPlugin);

/// <summary>A description of elements that GStreamer does not accept.</summary>
internal sealed class GstParseException(GstFault fault) : Exception(fault.Message)
{
    public GstFault Fault { get; } = fault;
}
