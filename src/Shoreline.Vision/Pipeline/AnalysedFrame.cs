using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>A frame and what was found in it. One object that the pipeline fills again for each frame.</summary>
/// <remarks>Everything it shows is valid until the sink's task completes; copy what must live longer.</remarks>
public sealed class AnalysedFrame
{
    private Frame _frame;

    internal AnalysedFrame(string modelName, string? modelDigest) => (ModelName, ModelDigest) = (modelName, modelDigest);

    /// <summary>The picture; its pixels are the decoder's.</summary>
    public ref readonly Frame Frame => ref _frame;

    public DetectionList Detections { get; } = new();

    /// <summary>What the stages after the detector made of it: rules, procedures, tracks. Empty for most frames.</summary>
    public IReadOnlyList<VisionEvent> Events => EventList;

    internal List<VisionEvent> EventList { get; } = [];

    /// <summary>The frame's <c>shoreline.detections/1</c> record, without a line feed.</summary>
    public ReadOnlyMemory<byte> Record { get; internal set; }

    /// <summary>The model that looked at this frame; a running pipeline may change it from one frame to the next.</summary>
    public string ModelName { get; private set; }

    /// <summary><c>sha256:…</c> of its weights.</summary>
    public string? ModelDigest { get; private set; }

    /// <summary>How long the analysis took, by stage.</summary>
    public StageTimes Times { get; internal set; }

    internal void Set(in Frame frame) => _frame = frame;

    /// <summary>The whole model that looked, where it may change from frame to frame; null where it stays what it is.</summary>
    internal Model? Model { get; private set; }

    /// <summary>
    /// Notes the model that has looked at this frame; by the time that the frame is written the detector may have another.
    /// </summary>
    internal void SetModel(IDetector detector) =>
        (ModelName, ModelDigest, Model) = (detector.ModelName, detector.ModelDigest, detector.Model);
}
