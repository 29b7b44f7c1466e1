using System.Diagnostics;
using System.Runtime.InteropServices;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks;

/// <summary><c>prepare</c>: how long it takes to bring a 720p picture, NV12 and I420, into the input of each model, on one core.</summary>
internal static unsafe class PrepareBenchmark
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Rounds = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    public static int Run()
    {
        var memory = (byte*)NativeMemory.Alloc(Width * Height * 3 / 2);
        new Random(1).NextBytes(new Span<byte>(memory, Width * Height * 3 / 2));
        var (u, v) = (Width * Height, Width * Height * 5 / 4);
        var nv12 = YuvPicture.Nv12(memory, Width, memory + u, Width, Width, Height, YuvMatrix.Bt709Limited);
        var i420 = YuvPicture.I420(memory, Width, memory + u, memory + v, Width / 2, Width, Height, YuvMatrix.Bt709Limited);
        Console.WriteLine($"{"1280x720 into",-24}{"",12}{"NV12 ms",10}{"I420 ms",10}   median of {Rounds}");
        foreach (var name in ModelCatalog.Load().Names)
        {
            if (ModelCatalog.Load().Manifest(name).Input is not { } input) continue;
            Measure(name, input, Crop.Whole(Width, Height), nv12, i420);
        }
        Measure("movenet, a person", ModelCatalog.Load().Manifest("movenet-lightning").Input!, new Crop(400, -50, 800, 800), nv12, i420);
        NativeMemory.Free(memory);
        return 0;
    }

    private static void Measure(string name, InputManifest input, Crop crop, in YuvPicture nv12, in YuvPicture i420)
    {
        var (width, height) = input.SizeFor(crop.Width, crop.Height);
        var tensor = new byte[3 * width * height * (input.Type == InputType.UInt8 ? 1 : 4)];
        using var letterbox = new Letterbox(input, width, height);
        Console.WriteLine($"{name,-24}{$"{width}x{height}",12}{Median(letterbox, nv12, crop, tensor),10:N3}{Median(letterbox, i420, crop, tensor),10:N3}");
    }

    private static double Median(Letterbox letterbox, in YuvPicture picture, Crop crop, byte[] tensor)
    {
        var began = Stopwatch.GetTimestamp();
        // until the compiler's second pass is through
        while (Stopwatch.GetElapsedTime(began) < WarmUp) letterbox.Apply(picture, crop, tensor);
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            letterbox.Apply(picture, crop, tensor);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[Rounds / 2];
    }
}
