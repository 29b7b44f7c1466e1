using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>One reference to a GstCaps: what kind of media flows. The getters read its first structure.</summary>
internal sealed unsafe class GstCaps(nint owned) : IDisposable
{
    private nint _caps = owned;

    /// <summary>For example <c>video/x-h264</c>; empty for caps that say nothing.</summary>
    public string MediaType => HasStructure ? Marshal.PtrToStringUTF8(GstNative.StructureName(Structure)) ?? "" : "";

    private bool HasStructure => _caps != 0 && GstNative.CapsSize(_caps) > 0;

    private nint Structure => GstNative.CapsStructure(_caps, 0);

    /// <summary>Shares caps that something else owns.</summary>
    public static GstCaps Share(nint borrowed) => new(GstNative.MiniObjectRef(borrowed));

    /// <summary>Whether these are the very caps object at <paramref name="other"/>.</summary>
    public bool Is(nint other) => _caps == other;

    public string? Text(string field) => HasStructure ? Marshal.PtrToStringUTF8(GstNative.StructureString(Structure, field)) : null;

    public int Int(string field) => HasStructure && GstNative.StructureInt(Structure, field, out var value) != 0 ? value : 0;

    public (int Numerator, int Denominator)? Fraction(string field) =>
        HasStructure && GstNative.StructureFraction(Structure, field, out var numerator, out var denominator) != 0 && denominator > 0 ? (numerator, denominator) : null;

    /// <summary>The bytes of a field that holds a buffer, such as <c>codec_data</c>; null where it is not there.</summary>
    public byte[]? Bytes(string field)
    {
        var value = HasStructure ? GstNative.StructureValue(Structure, field) : 0;
        var buffer = value == 0 ? null : (GstBuffer*)GstNative.ValueGetBoxed(value);
        if (buffer == null) return null;
        GstMapInfo map;
        if (GstNative.BufferMap(buffer, &map, GstConstants.MapRead) == 0) return null;
        var bytes = new ReadOnlySpan<byte>((void*)map.Data, (int)map.Size).ToArray();
        GstNative.BufferUnmap(buffer, &map);
        return bytes;
    }

    public bool TryGetVideoInfo(out GstVideoInfo info)
    {
        fixed (GstVideoInfo* into = &info) return GstNative.VideoInfoFromCaps(into, _caps) != 0;
    }

    public override string ToString() => GstStrings.Take(GstNative.CapsToString(_caps));

    public void Dispose()
    {
        if (_caps == 0) return;
        GstNative.MiniObjectUnref(_caps);
        _caps = 0;
    }
}
