using System.Diagnostics;
using Shoreline.Core.Naming;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Benchmarks.Vision;

/// <summary>What is measured over the frames of a clip: its parts, and the whole.</summary>
/// <param name="Frames">At most so many frames of the clip.</param>
internal sealed record ClipWork(string Clip, Model Model, int Lanes, int Threads, int Frames)
{
    private InferenceOptions Options => new InferenceOptions { Threads = Threads }.ForLanes(Lanes);

    /// <summary>Decodes, and looks at nothing.</summary>
    public async Task DecodeAsync()
    {
        await using var capture = VisionClips.Open(Clip);
        for (var i = 0; i < Frames && await capture.ReadFrameAsync() is { } lease; i++) lease.Dispose();
    }

    /// <summary>Runs the network as often as there are frames, on as many threads as there are lanes, and does nothing else.</summary>
    public Task InferAsync()
    {
        var left = Frames;
        var session = new InferenceSession(File.ReadAllBytes(Model.WeightsPath), Options);
        return Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Factory.StartNew(Lane, TaskCreationOptions.LongRunning)))
            .ContinueWith(_ => session.Dispose(), TaskScheduler.Default);

        void Lane()
        {
            var (input, head) = (Model.Manifest.Input!, Head.Create(Model.Manifest));
            var (width, height) = input.SizeFor(1280, 720);
            using var tensors = new HeadTensors(input, head, width, height);
            new Random(1).NextBytes(tensors.Input.Bytes[..1024]);
            while (Interlocked.Decrement(ref left) >= 0) session.Run(tensors.Binding);
        }
    }

    /// <summary>Both at once, with nothing between them: what the machine gives to whoever had to do nothing else.</summary>
    public Task OverlapAsync() => Task.WhenAll(DecodeAsync(), InferAsync());

    /// <summary>The product: from the clip to records.</summary>
    public async Task AnalyseAsync()
    {
        using var detectors = DetectorLanes.Open(Model, Options, Lanes);
        await using var sink = new NdjsonSink(Stream.Null);
        using var pipeline = new VisionPipeline(
            detectors, [sink], new VisionPipelineOptions { Device = new DeviceName("bench"), MaxFrames = Frames });
        await using var capture = VisionClips.Open(Clip);
        await pipeline.RunAsync(capture, CancellationToken.None);
        var seen = pipeline.Counters.Analysed;
        if (seen != Frames) throw new InvalidOperationException($"{Clip} has {seen} frames, not {Frames}.");
    }

    /// <summary>Wall and processor time of one go, in milliseconds a frame.</summary>
    public async Task<(double Wall, double Processor)> MeasureAsync(Func<ClipWork, Task> work)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.Run(() => work(this));
        var (wall, processor) = (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before);
        return (wall.TotalMilliseconds / Frames, processor.TotalMilliseconds / Frames);
    }

    /// <summary>The models that a picture can be given to as it is: all but the cascade.</summary>
    public static IEnumerable<Model> Models(string[] names)
    {
        _ = TestAssets.Model("models.json");
        var catalog = ModelCatalog.Load();
        return (names.Length > 0 ? names : [.. catalog.Names]).Select(catalog.Resolve).Where(model => model.Manifest.Input is not null);
    }
}
