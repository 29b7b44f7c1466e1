using System.Diagnostics;
using System.Globalization;
using Shoreline.Testing;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision-batch [ROUNDS]</c>: whether several pictures in one inference take less time than one after the other, with the one model here
/// whose
/// batch is free.
/// </summary>
internal static class VisionBatch
{
    private const string Weights = "yunet_n_dynamic.onnx";
    private const int Width = 320;
    private const int Height = 192;
    private const int PicturesARound = 64;

    public static int Run(string[] arguments)
    {
        var rounds = int.Parse(arguments.ElementAtOrDefault(0) ?? "9", CultureInfo.InvariantCulture);
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine($"{Weights}, {Width}x{Height}, {PicturesARound} pictures a round, median of {rounds} rounds");
        Console.WriteLine();
        Line.PrintHead();
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            var options = new InferenceOptions { Threads = threads };
            using var session = new InferenceSession(File.ReadAllBytes(TestAssets.Model(Weights)), options);
            int[] sizes = [1, 2, 4, 8];
            var bindings = sizes.Select(size => Bind(session, size)).ToList();
            foreach (var (size, binding) in sizes.Zip(bindings)) Measure(session, binding, size); // memory is planned for each size once
            var times = sizes.Select(_ => new List<double>()).ToList();
            for (var i = 0; i < rounds; i++)
            {
                for (var s = 0; s < sizes.Length; s++) times[s].Add(Measure(session, bindings[s], sizes[s]));
            }
            for (var s = 1; s < sizes.Length; s++)
            {
                var ratios = times[0].Zip(times[s], (one, batch) => one / batch);
                Line.PrintRow(new Line(
                    $"{threads} threads, {sizes[s]} pictures at once: pictures/s against one at a time", new Spread(ratios).ToText("F2"),
                    "> 1 to be worth it"));
            }
            foreach (var binding in bindings) binding.Dispose();
        }
        return 0;
    }

    private static TensorBinding Bind(InferenceSession session, int pictures)
    {
        var input = new TensorBuffer(TensorElementType.Float32, [pictures, 3, Height, Width]);
        foreach (ref var value in input.Floats) value = Random.Shared.Next(256);
        var outputs = session.Outputs.Select(output =>
        {
            var stride = int.Parse(output.Name.Split('_')[^1], CultureInfo.InvariantCulture);
            long[] dimensions = [pictures, Height / stride * (Width / stride), output.Dimensions[^1]];
            return (output.Name, new TensorBuffer(TensorElementType.Float32, dimensions));
        });
        return new TensorBinding([(session.Inputs[0].Name, input)], [.. outputs]);
    }

    private static double Measure(InferenceSession session, TensorBinding binding, int pictures)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < PicturesARound; i += pictures) session.Run(binding);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
