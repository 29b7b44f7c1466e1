using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Tests.Sampling;

/// <summary>A camera that samples: frames are one picture in memory, and what is said to be found in it.</summary>
internal sealed class SampledCamera : IPictureStore, IDisposable
{
    private const long StartNs = 1_769_851_800_000_000_000; // 2026-01-31T09:30:00Z

    private readonly AnalysedFrame _analysed = new("yolox-nano", "sha256:00ff");
    private readonly EventSource _events = new(new DeviceName("gw-01"), new CameraName("test"));

    public SampledCamera(SamplingOptions options, string? quotaFile = null) =>
        Sampler = new FrameSampler(options, new FrameSamplerContext { Device = new DeviceName("gw-01"), QuotaFile = quotaFile, KeypointNames = ["nose"] }, this);

    public FrameSampler Sampler { get; }

    /// <summary>The records of what was kept.</summary>
    public List<byte[]> Records { get; } = [];

    public List<MediaHeader> Headers { get; } = [];

    public IEnumerable<long?> Kept => Headers.Select(header => header.FrameIndex);

    public bool Keep(MediaHeader header, ReadOnlySpan<byte> picture)
    {
        Headers.Add(header);
        Records.Add(MediaRecord.Encode(header, picture));
        return true;
    }

    public void Show(TestPicture picture, long index, double seconds, params ReadOnlySpan<Detection> found)
    {
        Prepare(picture, index, seconds, found);
        Run();
    }

    public void ShowEvent(TestPicture picture, long index, double seconds, VisionEventType type)
    {
        Prepare(picture, index, seconds, []);
        _events.SetFrame(_analysed.Frame);
        _analysed.EventList.Add(_events.Create(type, "rule"));
        Run();
    }

    public void Run() => Sampler.FrameAsync(_analysed, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public void Prepare(TestPicture picture, long index, double seconds, ReadOnlySpan<Detection> found)
    {
        _analysed.Set(picture.Frame with { Index = index, PtsNs = (long)(seconds * 1e9), CapturedAtNs = StartNs + (long)(seconds * 1e9) });
        _analysed.Detections.Clear();
        _analysed.EventList.Clear();
        foreach (var detection in found) _analysed.Detections.Add(detection, [new Keypoint(0.5f, 0.5f, float.NaN)]);
    }

    public void Dispose() => Sampler.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
