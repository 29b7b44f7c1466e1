using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;

namespace Shoreline.Edge.Configuration;

/// <summary>How the models of a camera run: the keys <c>lanes</c>, <c>frames</c> and <c>inference</c> of a camera.</summary>
internal static class InferenceConfigReader
{
    /// <summary>One thread each: several cameras share the processor better side by side than by taking turns on all of it.</summary>
    public static InferenceOptions Default { get; } = new() { Threads = 1 };

    public static int ReadLanes(YamlMap camera) => camera.Integer("lanes", 1, 1, DetectorLanes.Most);

    public static FrameChoice ReadFrames(YamlMap camera) =>
        camera.Choice("frames", FrameChoice.Newest, ("newest", FrameChoice.Newest), ("all", FrameChoice.All));

    public static InferenceOptions Read(YamlMap camera)
    {
        if (camera.Map("inference") is not { } map) return Default;
        var options = new InferenceOptions
        {
            Threads = map.Integer("threads", Default.Threads, 0, InferenceOptions.MostThreads),
            Spin = map.Boolean("spin", Default.Spin),
            Provider = map.Text("provider") ?? Default.Provider,
            Optimization = map.Choice("optimization", Default.Optimization,
                ("none", GraphOptimization.None), ("basic", GraphOptimization.Basic), ("extended", GraphOptimization.Extended),
                ("all", GraphOptimization.All)),
            CacheGraph = map.Boolean("cacheGraph", Default.CacheGraph),
        };
        // Whether the library has the provider is known where it is loaded, which is the camera's process.
        if (options.FaultsOfForm() is [var fault, ..]) map.Fault("provider", fault.TrimEnd('.'));
        map.RefuseUnknown();
        return options;
    }
}

/// <summary>Which of a camera's frames are analysed when they come faster than that.</summary>
public enum FrameChoice
{
    /// <summary>The newest; those in between are dropped.</summary>
    Newest,

    /// <summary>All, some seconds late where it must be.</summary>
    All,
}
