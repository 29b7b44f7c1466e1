using Shoreline.Core.Records;

namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>The best look at one object so far. Used again for another object.</summary>
internal sealed class BestCrop : IDisposable
{
    public long Track { get; set; }

    /// <summary>Area × sharpness × score.</summary>
    public float Quality { get; set; }

    /// <summary>By the time of the session.</summary>
    public long LastSeenNs { get; set; }

    public float Score { get; set; }

    public Box Box { get; set; }

    public string Label { get; set; } = "";

    public Cutout Cutout { get; } = new();

    public void Dispose() => Cutout.Dispose();
}
