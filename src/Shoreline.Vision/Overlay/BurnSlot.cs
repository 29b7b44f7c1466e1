using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Overlay;

/// <summary>A copy of a frame and of what was found in it, in memory that is used again.</summary>
/// <param name="look">Room for the state of the rules; null where there are none.</param>
internal sealed unsafe class BurnSlot(RuleLook? look) : IDisposable
{
    private NativeBuffer _pixels;
    private Frame _frame;

    public ref readonly Frame Frame => ref _frame;

    public DetectionList Detections { get; } = new();

    public List<VisionEvent> Events { get; } = [];

    public RuleLook? Look { get; } = look;

    public void Fill(in Frame frame, DetectionList detections, List<VisionEvent> events) // hot: per frame
    {
        var chromaRows = (frame.Height + 1) / 2;
        var (lumaBytes, chromaBytes) = ((nuint)(frame.Stride * frame.Height), (nuint)(frame.ChromaStride * chromaRows));
        var into = _pixels.Reserve(lumaBytes + (2 * chromaBytes));
        var u = into + lumaBytes;
        var v = u + chromaBytes;
        CopyRows(frame.Luma, frame.Stride, frame.Width, frame.Height, into);
        var chromaWidth = (frame.Width + 1) / 2;
        CopyRows(frame.Chroma, frame.ChromaStride, frame.ChromaV == 0 ? 2 * chromaWidth : chromaWidth, chromaRows, u);
        if (frame.ChromaV != 0) CopyRows(frame.ChromaV, frame.ChromaStride, chromaWidth, chromaRows, v);
        _frame = frame with { Luma = (nint)into, Chroma = (nint)u, ChromaV = frame.ChromaV == 0 ? 0 : (nint)v };
        Detections.Clear();
        for (var i = 0; i < detections.Count; i++) Detections.Add(detections[i], detections.Keypoints(i));
        Events.Clear();
        Events.AddRange(events);
    }

    public void Dispose() => _pixels.Free();

    /// <summary>All rows at once, the padding between them with them; none behind the last row, where the memory may end.</summary>
    private static void CopyRows(nint from, int stride, int width, int rows, byte* into)
    {
        var bytes = ((nuint)stride * (nuint)(rows - 1)) + (nuint)width;
        Buffer.MemoryCopy((void*)from, into, bytes, bytes);
    }
}
