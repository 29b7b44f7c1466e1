using System.Globalization;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;

namespace Shoreline.Vision.Rules;

/// <summary>Makes the events of one camera. Whatever makes events of the camera shares one: it numbers them.</summary>
/// <remarks>Not thread-safe. Told of each frame before anything makes an event of it.</remarks>
public sealed class EventSource(DeviceName device, CameraName camera)
{
    private const long MicrosecondNs = 1000;

    private DetectionFrame _frame;
    private string? _prefix;
    private long _count;
    private long _runCount;

    /// <summary>Events made so far.</summary>
    public long Count => _count;

    /// <summary>Says of which frame the next events are.</summary>
    public void SetFrame(in Frame frame) // hot: per frame
    {
        // The run began with its first frame: the same camera started again cannot begin in the same microsecond.
        _prefix ??= string.Create(CultureInfo.InvariantCulture, $"{device}/{camera}/{frame.CapturedAtNs / MicrosecondNs:x}/");
        _frame = new DetectionFrame(camera, frame.CapturedAtNs, frame.Index, frame.PtsNs, frame.Width, frame.Height);
    }

    /// <summary>A name for a run of a procedure that begins with the present frame.</summary>
    public string CreateRunId() => string.Create(CultureInfo.InvariantCulture, $"{_prefix}run-{++_runCount}");

    /// <summary>A new event of the present frame; say what else is to be said with <c>with</c>.</summary>
    public VisionEvent Create(VisionEventType type, string? rule, EventPhase? phase = null) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{_prefix}{++_count}"),
        Device = device,
        Frame = _frame,
        Type = type,
        Rule = rule,
        Phase = phase,
    };
}
