using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Inference;

namespace Shoreline.Vision.Comparison;

/// <summary>What is done with a model that only looks on.</summary>
public sealed record ShadowOptions
{
    /// <summary>The device that the records name.</summary>
    public required DeviceName Device { get; init; }

    public ComparisonOptions Comparison { get; init; } = new();

    /// <summary>One thread by default: it has no haste, and the model that counts needs the others.</summary>
    public InferenceOptions Inference { get; init; } = new() { Threads = 1 };

    /// <summary>Frames of so much time, by their own clock, go into one record. Default a minute.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Told of each period at its end, on the shadow's thread.</summary>
    public Action<ComparisonRecord>? OnPeriod { get; init; }

    /// <summary>Told of each frame in which the two models differ, on the shadow's thread: what retraining wants to see.</summary>
    public DisagreementHandler? OnDifferent { get; init; }

    /// <summary>Told once where the model fails and is not asked any more, on the shadow's thread.</summary>
    public Action<Exception>? OnFailure { get; init; }
}

/// <summary>Two models differ in a frame. All arguments are valid until the call returns.</summary>
/// <param name="frame">A copy of it.</param>
/// <param name="main">What the model that counts found.</param>
/// <param name="shadow">What the other one found.</param>
/// <param name="objects">What became of each object.</param>
public delegate void DisagreementHandler(in Frame frame, DetectionList main, DetectionList shadow, ReadOnlySpan<ComparedObject> objects);
