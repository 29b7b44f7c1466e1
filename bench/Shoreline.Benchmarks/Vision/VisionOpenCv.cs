using System.Diagnostics;
using System.Globalization;
using Shoreline.Testing;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision-opencv [CLIP [FRAMES [MODEL...]]]</c>: from a clip to records, against a loop in Python with OpenCV that reads, resizes and
/// runs the
/// same weights, and against its loop with the frontal-face cascade.
/// </summary>
/// <remarks>
/// OpenCV's loops do less: they neither decode what the network gave nor write records. Both use all cores: OpenCV spreads one frame over
/// them.
/// </remarks>
internal static class VisionOpenCv
{
    private const int Rounds = 3;
    private const string Cascade = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var clip = arguments.ElementAtOrDefault(0) ?? "interview-720p.mp4";
        var frames = int.Parse(arguments.ElementAtOrDefault(1) ?? "60", CultureInfo.InvariantCulture);
        if (!await HasOpenCvAsync()) throw new MissingException("OpenCV for Python", "python3-opencv");
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine($"{clip}, {frames} frames, median of {Rounds} rounds");
        Console.WriteLine();
        Line.PrintHead();
        foreach (var model in ClipWork.Models(arguments.Length > 2 ? arguments[2..] : []))
        {
            await RunOneAsync(new ClipWork(clip, model, Environment.ProcessorCount, 0, frames));
        }
        return 0;
    }

    private static async Task RunOneAsync(ClipWork work)
    {
        var (width, height) = work.Model.Manifest.Input!.SizeFor(1280, 720);
        await (work with { Frames = Math.Min(20, work.Frames) }).AnalyseAsync();
        List<(double Ours, double? Network, double Haar)> seen = [];
        for (var i = 0; i < Rounds; i++)
        {
            seen.Add((
                (await work.MeasureAsync(w => w.AnalyseAsync())).Wall,
                await LoopAsync(work, "dnn", work.Model.WeightsPath, $"{width}", $"{height}"),
                (await LoopAsync(work, "haar", Cascade))!.Value));
        }
        var name = work.Model.Name;
        var what = $"{name}: against OpenCV's loop with the same weights";
        if (seen.All(s => s.Network is not null)) Print(what, seen.Select(s => s.Network!.Value / s.Ours), ">= 2");
        else Line.PrintRow(new Line(what, "this OpenCV cannot load them"));
        Print($"{name}: against OpenCV's Haar loop", seen.Select(s => s.Haar / s.Ours), ">= 5");
        var (ours, network) = (new Spread(seen.Select(s => s.Ours)), new Spread(seen.Select(s => s.Network ?? double.NaN)));
        var haar = new Spread(seen.Select(s => s.Haar));
        Line.PrintRow(new Line(
            $"{name}: ms a frame; OpenCV's network; OpenCV's Haar", $"{ours.ToText("F1")}; {network.ToText("F1")}; {haar.ToText("F1")}"));
    }

    private static void Print(string what, IEnumerable<double> ratios, string goal) =>
        Line.PrintRow(new Line(what, new Spread(ratios).ToText("F2"), goal));

    /// <summary>Milliseconds a frame; null where OpenCV cannot run the network.</summary>
    private static async Task<double?> LoopAsync(ClipWork work, params string[] what)
    {
        try
        {
            var script = Path.Combine(AppContext.BaseDirectory, "Vision", "opencv_loop.py");
            var wanted = work.Frames.ToString(CultureInfo.InvariantCulture);
            string[] arguments = [script, FaceMedia.PathOf(work.Clip), wanted, .. what];
            var output = (await Children.RunAsync("/usr/bin/python3", arguments, "python3-opencv")).Split();
            if (output[1] != wanted) throw new InvalidDataException($"OpenCV read {output[1]} frames of {work.Clip}, not {wanted}.");
            return 1000 * double.Parse(output[0], CultureInfo.InvariantCulture) / work.Frames;
        }
        catch (InvalidOperationException) when (what[0] == "dnn")
        {
            return null;
        }
    }

    private static async Task<bool> HasOpenCvAsync()
    {
        using var child = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import cv2"]) { RedirectStandardError = true })!;
        await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0;
    }
}
