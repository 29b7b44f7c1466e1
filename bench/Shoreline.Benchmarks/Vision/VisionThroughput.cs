using System.Globalization;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision [CLIP [FRAMES [LANES [MODEL...]]]]</c>: from a clip to records with each model, against decoder and inference engine on the
/// same frames.
/// </summary>
/// <remarks>
/// Four things take turns, round by round: the decoder alone, the engine alone, both at once, and the whole. The decoder needs processor
/// time that the engine then does not have, so what nobody can beat is both at once; the slower of the two alone is given as well.
/// </remarks>
internal static class VisionThroughput
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var clip = arguments.ElementAtOrDefault(0) ?? "interview-720p.mp4";
        var frames = int.Parse(arguments.ElementAtOrDefault(1) ?? "120", CultureInfo.InvariantCulture);
        var lanes = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine($"{clip}, {frames} frames, {lanes} lanes, median of {Rounds} rounds");
        Console.WriteLine();
        Line.PrintHead();
        foreach (var model in ClipWork.Models(arguments.Length > 3 ? arguments[3..] : []))
        {
            await RunOneAsync(new ClipWork(clip, model, lanes, 0, frames));
        }
        return 0;
    }

    private static async Task RunOneAsync(ClipWork work)
    {
        await (work with { Frames = Math.Min(20, work.Frames) }).AnalyseAsync(); // files in memory, code compiled
        List<Round> rounds = [];
        for (var i = 0; i < Rounds; i++)
        {
            rounds.Add(new Round(
                await work.MeasureAsync(w => w.DecodeAsync()), await work.MeasureAsync(w => w.InferAsync()),
                await work.MeasureAsync(w => w.OverlapAsync()), await work.MeasureAsync(w => w.AnalyseAsync())));
        }
        var name = work.Model.Name;
        Print($"{name}: against decoder and engine at once", rounds, round => round.Both.Wall / round.Whole.Wall, ">= 0.9");
        Print(
            $"{name}: against the slower of the two alone", rounds,
            round => Math.Max(round.Decoder.Wall, round.Engine.Wall) / round.Whole.Wall);
        Print(
            $"{name}: processor time against that of the two", rounds,
            round => round.Whole.Processor / (round.Decoder.Processor + round.Engine.Processor));
        Print($"{name}: frames/s", rounds, round => 1000 / round.Whole.Wall, format: "F1");
    }

    private static void Print(string what, List<Round> rounds, Func<Round, double> figure, string goal = "", string format = "F2") =>
        Line.PrintRow(new Line(what, new Spread(rounds.Select(figure)).ToText(format), goal));

    private sealed record Round(
        (double Wall, double Processor) Decoder, (double Wall, double Processor) Engine, (double Wall, double Processor) Both,
        (double Wall, double Processor) Whole);
}
