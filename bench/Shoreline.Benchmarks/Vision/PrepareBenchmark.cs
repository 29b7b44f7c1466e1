using System.Diagnostics;
using System.Runtime.InteropServices;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>prepare</c>: how long it takes to bring a 720p picture, NV12 and I420, into the input of each model, and what share of the inference
/// that is,
/// on one core.
/// </summary>
/// <remarks>Picture and inference take turns, as they do for a camera: the inference leaves nothing of the picture in the caches.</remarks>
internal static unsafe class PrepareBenchmark
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Rounds = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    public static int Run()
    {
        var memory = (byte*)NativeMemory.Alloc(Width * Height * 3 / 2);
        new Random(1).NextBytes(new Span<byte>(memory, Width * Height * 3 / 2));
        var (u, v) = (Width * Height, Width * Height * 5 / 4);
        var nv12 = YuvPicture.Nv12(memory, Width, memory + u, Width, Width, Height, YuvMatrix.Bt709Limited);
        var i420 = YuvPicture.I420(memory, Width, memory + u, memory + v, Width / 2, Width, Height, YuvMatrix.Bt709Limited);
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine(
            $"{"1280x720 into",-24}{"",12}{"NV12 ms",10}{"I420 ms",10}{"inference ms",14}{"I420 share",12}   median of {Rounds}");
        foreach (var model in ClipWork.Models([])) Measure(model, model.Name, Crop.Whole(Width, Height), nv12, i420);
        Measure(ClipWork.Models(["movenet-lightning"]).First(), "movenet, a person", new Crop(400, -50, 800, 800), nv12, i420);
        NativeMemory.Free(memory);
        return 0;
    }

    private static void Measure(Model model, string name, Crop crop, in YuvPicture nv12, in YuvPicture i420)
    {
        var input = model.Manifest.Input!;
        var (width, height) = input.SizeFor(crop.Width, crop.Height);
        using var session = new InferenceSession(File.ReadAllBytes(model.WeightsPath), new InferenceOptions { Threads = 1 });
        using var tensors = new HeadTensors(input, Head.Create(model.Manifest), width, height);
        using var letterbox = new Letterbox(input, width, height);
        var began = Stopwatch.GetTimestamp();
        // until the compiler's second pass is through
        while (Stopwatch.GetElapsedTime(began) < WarmUp)
        {
            letterbox.Apply(nv12, crop, tensors.Input.Bytes);
            letterbox.Apply(i420, crop, tensors.Input.Bytes);
        }
        var (interleaved, planar, inference) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var i = 0; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            letterbox.Apply(nv12, crop, tensors.Input.Bytes);
            interleaved[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            session.Run(tensors.Binding);
            start = Stopwatch.GetTimestamp();
            letterbox.Apply(i420, crop, tensors.Input.Bytes);
            planar[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            session.Run(tensors.Binding);
            inference[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        var (prepared, inferred) = (Median(planar), Median(inference));
        Console.WriteLine(
            $"{name,-24}{$"{width}x{height}",12}{Median(interleaved),10:N3}{prepared,10:N3}{inferred,14:N2}{prepared / inferred,12:P1}");
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
