using System.CommandLine;
using System.Globalization;
using Shoreline.Cli.Terminal;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline model compare A B CLIP</c>: what another model would find, and no longer find, on the same frames.</summary>
internal static class ModelCompareCommand
{
    public static Command Build()
    {
        var defaults = new ComparisonOptions();
        var first = Arguments.NotAnOption(new Argument<string>("a") { Description = "Name or folder of a model, or a chain" });
        var other = Arguments.NotAnOption(
            new Argument<string>("b") { Description = "Name or folder of the model that is compared with it" });
        var clip = Arguments.NotAnOption(
            new Argument<string>("clip") { Description = "A clip, a picture, a folder of pictures, or a camera" });
        var annotated = new Option<string?>("--out") { Description = "MP4 file to write: kept grey, changed yellow, gained blue, lost red" };
        var json = new Option<string?>("--json")
        {
            Description = "File for what differs, one JSON record a frame that differs; - is the standard output",
        };
        var iou = Share("--iou", "Least overlap of the boxes of one object", defaults.Iou);
        var moved = Share("--moved", "Overlap below which a box has moved", defaults.Moved);
        var score = Share("--score-change", "Difference above which a score has changed", defaults.ScoreChange);
        var firstScore = new Option<float?>("--score-a") { Description = "Least score of A in place of its manifest's" };
        var otherScore = new Option<float?>("--score-b") { Description = "Least score of B in place of its manifest's" };
        var every = new Option<int>("--every") { Description = "Compare one frame in so many", DefaultValueFactory = _ => 1 };
        var most = new Option<long?>("--max-frames") { Description = "End after so many compared frames" };
        var command = new Command("compare", "Compare two models on the same frames: what is gained, lost, changed")
        {
            first, other, clip, annotated, json, iou, moved, score, firstScore, otherScore, every, most,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var options = new ComparisonRunOptions
            {
                Before = parsed.GetValue(first)!,
                After = parsed.GetValue(other)!,
                Source = parsed.GetValue(clip)!,
                AnnotatedPath = parsed.GetValue(annotated),
                JsonPath = parsed.GetValue(json),
                BeforeScore = parsed.GetValue(firstScore),
                AfterScore = parsed.GetValue(otherScore),
                Every = parsed.GetValue(every),
                MaxFrames = parsed.GetValue(most),
                Comparison = new ComparisonOptions
                {
                    Iou = parsed.GetValue(iou),
                    Moved = parsed.GetValue(moved),
                    ScoreChange = parsed.GetValue(score),
                },
            };
            var line = new ProgressLine(Console.Error);
            var run = new ComparisonRun(options, ModelCatalog.Load());
            var summary = await run.RunAsync(
                new Progress<long>(frames => line.Show(string.Create(CultureInfo.InvariantCulture, $"{frames} frames compared"))),
                new Progress<DownloadProgress>(p => line.Show(VisionCommand.Describe(p))), stop);
            line.Clear();
            // With records on the standard output the table would be in their way.
            Write(summary, options.JsonPath == "-" ? Console.Error : Console.Out);
            return summary.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        });
        return command;
    }

    private static Option<float> Share(string name, string description, float otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    private static void Write(ComparisonSummary summary, TextWriter output)
    {
        var tally = summary.Tally;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            A         {Describe(summary.Before, summary.BeforeTimes, tally.Frames)}
            B         {Describe(summary.After, summary.AfterTimes, tally.Frames)}
            frames    {tally.Frames} compared, {tally.Differing} differ

            """));
        ComparisonTable.Write(output, tally);
    }

    private static string Describe(Model model, StageTimes times, long frames) => string.Create(
        CultureInfo.InvariantCulture,
        $"{model.Name}, score from {model.Manifest.Thresholds.Score}, " +
        $"{(times.Prepare + times.Infer + times.Decode).TotalMilliseconds / Math.Max(1, frames):F1} ms a frame");
}
