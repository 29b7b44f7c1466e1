using Shoreline.Core.Records;
using Shoreline.Vision.Inference;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Reads the outputs of one kind of network. Allocates nothing but in <see cref="Bind"/>; serves one thread at a time.</summary>
internal interface IHead
{
    /// <summary>Points of each candidate; 0 where the network gives none.</summary>
    int KeypointCount { get; }

    /// <summary>The outputs that it reads where the input has this size. All are float32.</summary>
    IReadOnlyList<HeadOutput> OutputsFor(int width, int height);

    /// <summary>Reads these tensors from now on.</summary>
    /// <param name="outputs">In the order of <see cref="OutputsFor"/>, with its dimensions.</param>
    void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs);

    /// <summary>
    /// Adds what reaches the threshold, boxes in pixels of the input. Values that are not finite are left to <see cref="Candidates"/> to
    /// refuse.
    /// </summary>
    void Propose(float threshold, Candidates into);

    /// <summary>The points of a candidate, in pixels of the input.</summary>
    /// <param name="cell">The candidate's.</param>
    /// <param name="into"><see cref="KeypointCount"/> of them.</param>
    void ReadKeypoints(int cell, Span<Keypoint> into);
}

/// <summary>An output that a head reads.</summary>
internal sealed record HeadOutput(string Name, long[] Dimensions)
{
    public string Text => string.Join('x', Dimensions);
}
