using System.CommandLine;
using Shoreline.Media;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Cli.Commands;

/// <summary>How models run, as options of a command.</summary>
internal sealed class InferenceArguments
{
    private readonly Option<int?> _lanes = new("--lanes")
    {
        Description = "Frames to look at side by side. Default: one for each core with clips, one with cameras",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads for one inference. Default: the cores, shared by the lanes",
    };

    private readonly Option<bool> _spin = new("--spin")
    {
        Description = "Have idle inference threads wait busily: a little faster on a machine with nothing else to do",
    };

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "Execution provider of ONNX Runtime, with options: name:key=value,key=value",
        DefaultValueFactory = _ => new InferenceOptions().Provider,
    };

    private readonly Option<GraphOptimization> _optimization = new("--optimization")
    {
        Description = "What may be done to a model's graph: none, basic, extended or all",
        DefaultValueFactory = _ => GraphOptimization.All,
    };

    private readonly Option<bool> _noCache = new("--no-graph-cache") { Description = "Neither use nor keep optimised graphs in the cache" };

    private readonly Option<FrameDelivery> _frames = new("--frames")
    {
        Description = "Frames of a camera that is faster than the model: newest or all",
    };

    public void AddTo(Command command)
    {
        Option[] all = [_lanes, _threads, _spin, _provider, _optimization, _noCache, _frames];
        foreach (var option in all) command.Options.Add(option);
    }

    public VisionRunOptions Apply(ParseResult parsed, VisionRunOptions options) => options with
    {
        Lanes = parsed.GetValue(_lanes),
        Delivery = parsed.GetValue(_frames),
        Inference = new InferenceOptions
        {
            Threads = parsed.GetValue(_threads),
            Spin = parsed.GetValue(_spin),
            Provider = parsed.GetValue(_provider)!,
            Optimization = parsed.GetValue(_optimization),
            CacheGraph = !parsed.GetValue(_noCache),
        },
    };
}
