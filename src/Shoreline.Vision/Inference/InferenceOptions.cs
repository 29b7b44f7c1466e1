namespace Shoreline.Vision.Inference;

/// <summary>How a model is run.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that share one inference; 0 takes one per core. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether a detector tells of objects too that only reach the model's weak threshold, for a tracker, which takes out those that it
    /// does not need. Default false.
    /// </summary>
    public bool Weak { get; init; }

    /// <summary>Whether idle inference threads keep a core busy waiting for the next one: a little faster alone, harmful beside other work. Default false.</summary>
    public bool Spin { get; init; }

    /// <summary>These options for one of so many lanes that work side by side: where no number of threads is asked for, the lanes share the cores.</summary>
    public InferenceOptions ForLanes(int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        return Threads > 0 || lanes == 1 ? this : this with { Threads = Math.Max(1, Environment.ProcessorCount / lanes) };
    }
}
