using System.Text.Json.Serialization;

namespace Shoreline.Vision.Inference;

/// <summary>What ONNX Runtime may do to a model's graph before it runs it.</summary>
public enum GraphOptimization
{
    /// <summary>Nothing: the graph runs as it is written, for comparisons.</summary>
    None,

    /// <summary>What changes no number: constants computed, dead parts removed.</summary>
    Basic,

    /// <summary>Also operators joined into larger ones.</summary>
    Extended,

    /// <summary>Also memory laid out for this processor.</summary>
    All,
}

/// <summary>How a model is run. Equal options and equal weights share one session.</summary>
public sealed record InferenceOptions
{
    /// <summary>More threads than this are taken for a slip.</summary>
    public const int MostThreads = 256;

    /// <summary>Threads that share one inference; 0 takes one per core. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether a detector tells of objects too that only reach the model's weak threshold, for a tracker, which takes out those that it
    /// does not need. Default false.
    /// </summary>
    [JsonIgnore] // not for people to say: whoever follows objects asks for it
    public bool Weak { get; init; }

    /// <summary>Whether idle inference threads keep a core busy waiting for the next one: a little faster alone, harmful beside other work. Default false.</summary>
    public bool Spin { get; init; }

    /// <summary>
    /// Which execution provider of ONNX Runtime runs it, with options: <c>cpu</c>, or <c>xnnpack:intra_op_num_threads=2</c>; several
    /// options
    /// are joined by commas. What a provider cannot run, the processor does. Default <c>cpu</c>.
    /// </summary>
    public string Provider { get; init; } = ExecutionProvider.Cpu;

    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>Whether the optimised graph is kept on disk, so that the next start need not make it again. Default true.</summary>
    public bool CacheGraph { get; init; } = true;

    /// <summary>
    /// These options for one of so many lanes that work side by side: where no number of threads is asked for, the lanes share the cores.
    /// </summary>
    public InferenceOptions ForLanes(int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        return Threads > 0 || lanes == 1 ? this : this with { Threads = Math.Max(1, Environment.ProcessorCount / lanes) };
    }

    /// <summary>
    /// What is wrong with them, a sentence each; empty where nothing is. ONNX Runtime is asked only where a provider other than the
    /// processor is.
    /// </summary>
    /// <exception cref="Core.MissingDependencyException">ONNX Runtime is not there.</exception>
    public IReadOnlyList<string> Faults() => Faults(provider => provider.Check());

    /// <summary>The same without asking ONNX Runtime whether it has the provider.</summary>
    public IReadOnlyList<string> FaultsOfForm() => Faults(static _ => { });

    private List<string> Faults(Action<ExecutionProvider> check)
    {
        List<string> faults = [];
        if (Threads is < 0 or > MostThreads)
        {
            faults.Add($"The number of inference threads is {Threads}: give 0 to {MostThreads}, 0 for one on each core.");
        }
        try
        {
            check(ExecutionProvider.Parse(Provider));
        }
        catch (Core.InvalidInputException e)
        {
            faults.Add(e.Message);
        }
        return faults;
    }
}
