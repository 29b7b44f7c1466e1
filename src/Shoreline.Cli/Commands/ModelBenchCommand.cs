using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Shoreline.Cli.Terminal;
using Shoreline.Vision.Models;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline model bench</c>: how fast a model is here.</summary>
internal static class ModelBenchCommand
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(3);

    public static Command Build()
    {
        var name = ModelCommand.Name();
        var clip = Arguments.NotAnOption(new Argument<string>("clip")
        {
            Description = "Clip whose frames it looks at; a drawn scene unless given",
            DefaultValueFactory = _ => ModelBench.DefaultClip,
        });
        var time = new Option<TimeSpan?>("--time")
        {
            Description = "For each number of threads: 3s, 500ms, 1m. Default: 3s",
            CustomParser = Arguments.Duration,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command(
            "bench", "Measure how long a model takes on this machine: loading, each stage of a frame, memory") { name, clip, time, json };
        command.SetAction(async (parsed, stop) =>
        {
            var model = await ModelCommand.FetchAsync(parsed.GetValue(name)!, stop);
            var result = await ModelBench.RunAsync(model, parsed.GetValue(clip)!, parsed.GetValue(time) ?? DefaultTime, stop);
            if (parsed.GetValue(json)) Console.Out.WriteLine(ToJson(result));
            else Write(result, Console.Out);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(ModelBenchResult result, TextWriter output)
    {
        var (first, second) = (result.LoadFirst.TotalMilliseconds, result.LoadSecond.TotalMilliseconds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            model     {result.Model}
            frames    {result.Frames} of {result.Clip}, {result.Width}x{result.Height}
            load      {first:N0} ms the first time, {second:N0} ms the second, to the first frame looked at
            memory    {result.MemoryBytes / 1e6:N0} MB more in this process
            """));
        output.WriteLine();
        output.WriteLine($"{"",-20}{"pre-processing",18}{"inference",18}{"decoding",18}{"together",18}{"",12}");
        output.WriteLine($"{"ms a frame",-20}{"p50     p99",18}{"p50     p99",18}{"p50     p99",18}{"p50     p99",18}{"frames/s",12}");
        foreach (var run in result.Runs)
        {
            var threads = run.Threads == 1 ? "1 thread" : $"{run.Threads} threads";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{threads,-20}{Text(run.Prepare),18}{Text(run.Infer),18}{Text(run.Decode),18}{Text(run.Total),18}" +
                $"{run.FramesPerSecond,12:F1}"));
        }
    }

    private static string Text(TimePercentiles times) => string.Create(CultureInfo.InvariantCulture, $"{times.P50:F2}{times.P99,8:F2}");

    private static string ToJson(ModelBenchResult result) => JsonSerializer.Serialize(
        new
        {
            result.Model,
            result.Clip,
            result.Width,
            result.Height,
            result.Frames,
            LoadFirstMs = result.LoadFirst.TotalMilliseconds,
            LoadSecondMs = result.LoadSecond.TotalMilliseconds,
            result.MemoryBytes,
            Runs = result.Runs.Select(run => new
            {
                run.Threads,
                run.Looks,
                run.FramesPerSecond,
                PrepareMs = run.Prepare,
                InferMs = run.Infer,
                DecodeMs = run.Decode,
                TotalMs = run.Total,
            }),
        },
        StreamDescription.Json);
}
