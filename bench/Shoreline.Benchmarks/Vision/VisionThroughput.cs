using System.Diagnostics;
using Shoreline.Core.Naming;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Benchmarks;

/// <summary>
/// <c>vision [CLIP] [THREADS]</c>: what Shoreline adds to the time of the inference engine and of the decoder on the same frames.
/// </summary>
/// <remarks>
/// Both parts are timed alone, one after the other, and the whole with both at work. Decoding and inference overlap in the whole, so on
/// more than one core it may take less than the sum of its parts; the share that matters on a full machine is processor time, so that is
/// compared as well.
/// </remarks>
internal static class VisionThroughput
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(string clip, int threads)
    {
        var model = ModelCatalog.Load().Resolve(ModelCatalog.DefaultModel);
        var inference = new InferenceOptions { Threads = threads };
        Console.WriteLine($"{clip}, {model.Name}, threads {threads} (0: all), {Environment.ProcessorCount} cores, best of {Rounds}");
        var frames = await DecodeAsync(clip);
        var decoder = await BestAsync(() => DecodeAsync(clip));
        var engine = await BestAsync(() => Task.FromResult(Infer(model, inference, frames)));
        var whole = await BestAsync(() => AnalyseAsync(clip, model, inference));

        Print("decoder alone", decoder, frames);
        Print("inference engine alone", engine, frames);
        Print("the whole", whole, frames);
        Console.WriteLine(
            $"processor time beyond the parts: {(whole.Processor / (decoder.Processor + engine.Processor)) - 1:P1} of theirs");
        Console.WriteLine($"time against the parts one after the other: {whole.Wall / (decoder.Wall + engine.Wall):N2}");
        await AllocationAsync(clip, model, inference);
        return 0;
    }

    private static async Task<int> DecodeAsync(string clip)
    {
        await using var capture = VisionClips.Open(clip);
        var frames = 0;
        while (await capture.ReadFrameAsync() is { } lease)
        {
            lease.Dispose();
            frames++;
        }
        return frames;
    }

    private static int Infer(Model model, InferenceOptions options, int frames)
    {
        var (input, head) = (model.Manifest.Input!, Head.Create(model.Manifest));
        using var session = new InferenceSession(File.ReadAllBytes(model.WeightsPath), options);
        using var tensors = new HeadTensors(input, head, input.Width!.Value, input.Height!.Value);
        new Random(1).NextBytes(tensors.Input.Bytes[..1024]);
        for (var i = 0; i < frames; i++) session.Run(tensors.Binding);
        return frames;
    }

    private static async Task<int> AnalyseAsync(string clip, Model model, InferenceOptions options)
    {
        using var detector = model.Open(options);
        await using var sink = new NdjsonSink(Stream.Null);
        using var pipeline = new VisionPipeline(detector, [sink], new VisionPipelineOptions { Device = new DeviceName("bench") });
        await using var capture = VisionClips.Open(clip);
        await pipeline.RunAsync(capture, CancellationToken.None);
        return (int)pipeline.Counters.Analysed;
    }

    /// <summary>Managed bytes of all threads, per frame, once the first hundred frames have warmed everything up.</summary>
    private static async Task AllocationAsync(string clip, Model model, InferenceOptions options)
    {
        using var detector = model.Open(options);
        var meter = new AllocationMeter(warmUpFrames: 100);
        using var pipeline = new VisionPipeline(detector, [meter], new VisionPipelineOptions { Device = new DeviceName("bench") });
        await using var capture = VisionClips.Open(clip);
        await pipeline.RunAsync(capture, CancellationToken.None);
        Console.WriteLine(
            $"managed allocation in steady state: {meter.BytesPerFrame:N1} bytes per frame over {meter.Frames} frames, all threads");
    }

    private static async Task<(double Wall, double Processor)> BestAsync(Func<Task<int>> work)
    {
        var (wall, processor) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await work();
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        return (wall, processor);
    }

    private static void Print(string what, (double Wall, double Processor) time, int frames) => Console.WriteLine(
        $"{what,-24}{time.Wall / frames,8:N2} ms/frame{time.Processor / frames,8:N2} ms processor time{1000 * frames / time.Wall,9:N1} frames/s");

    /// <summary>Reads the allocation counter of the whole process at its first and its last frame.</summary>
    private sealed class AllocationMeter(int warmUpFrames) : IVisionSink
    {
        private long _seen;
        private long _first;
        private long _last;

        public long Frames => _seen - warmUpFrames - 1;

        public double BytesPerFrame => (_last - _first) / (double)Frames;

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            _last = GC.GetTotalAllocatedBytes();
            if (_seen++ == warmUpFrames) _first = _last;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
