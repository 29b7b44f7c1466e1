using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>
/// Chooses a share of the frames by chance. The chance is a hash of seed, camera and frame: no state, and the same frames each time.
/// </summary>
internal sealed class RandomPolicy(double share, int seed) : ISamplePolicy
{
    public SampleReasons Reason => SampleReasons.Random;

    public bool Wants(AnalysedFrame frame) // hot: per frame
    {
        var hash = Mix((ulong)(uint)seed);
        foreach (var letter in frame.Frame.Camera.Value) hash = Mix(hash ^ letter); // string.GetHashCode differs from run to run
        hash = Mix(hash ^ (ulong)frame.Frame.Index);
        return (hash >> 11) * (1.0 / (1UL << 53)) < share;
    }

    // The finalizer of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
