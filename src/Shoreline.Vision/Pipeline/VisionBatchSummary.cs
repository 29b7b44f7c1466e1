using Shoreline.Core.Naming;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Pipeline;

/// <summary>What became of many sources.</summary>
/// <param name="Sources">In their order.</param>
public sealed record VisionBatchSummary(ModelChoice Choice, IReadOnlyList<SourceResult> Sources, TimeSpan Elapsed)
{
    public bool Interrupted => Sources.Any(source => source.Outcome is SourceOutcome.Interrupted or SourceOutcome.NotBegun);
}

public enum SourceOutcome
{
    /// <summary>Analysed to its end, or to the limit of frames.</summary>
    Done,

    Failed,

    /// <summary>Told to stop before its end; what was analysed is written.</summary>
    Interrupted,

    /// <summary>Told to stop before it began.</summary>
    NotBegun,
}

/// <summary>What became of one source.</summary>
/// <param name="Source">As it may be shown.</param>
/// <param name="Summary">What was done with it, also where it failed later; null where nothing was.</param>
/// <param name="Failure">Why it failed, else null.</param>
public sealed record SourceResult(CameraName Camera, string Source, SourceOutcome Outcome, VisionSummary? Summary, Exception? Failure)
{
    /// <summary>Whether its records are kept.</summary>
    internal bool IsKept => Outcome is SourceOutcome.Done or SourceOutcome.Interrupted;

    internal static SourceResult Of(VisionSource source, VisionSummary summary) =>
        new(source.Camera, source.Shown, summary.Interrupted ? SourceOutcome.Interrupted : SourceOutcome.Done, summary, null);

    internal static SourceResult Failed(VisionSource source, VisionSummary? remains, Exception failure) =>
        new(source.Camera, source.Shown, SourceOutcome.Failed, remains, failure);

    internal static SourceResult NotBegun(VisionSource source) => new(source.Camera, source.Shown, SourceOutcome.NotBegun, null, null);
}
