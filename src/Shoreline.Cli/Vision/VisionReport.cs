using System.Globalization;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Pipeline;
using Spectre.Console;

namespace Shoreline.Cli.Vision;

/// <summary>What <c>shoreline vision</c> has done, for people: a few lines for one source, a table for several.</summary>
internal static class VisionReport
{
    private const int WidthInFile = 200; // no terminal, no border to wrap at

    public static string Of(VisionSummary run)
    {
        var counters = run.Counters;
        return string.Create(CultureInfo.InvariantCulture, $"""
            model       {run.Choice.Model.Name}: {run.Choice.Why}
            frames      {run.Captured} captured, {run.Dropped} dropped{Causes(run.Drops)},{Held(counters)} {counters.Analysed} analysed in {run.Elapsed.TotalSeconds:F2} s ({run.FramesPerSecond:F1} a second)
            detections  {counters.Detections}{Counts(run.Labels, " (", ")")}{Describe(run.Losses)}
            per frame   {run.PerFrameMs(counters.Stages.Prepare):F2} ms pre-processing, {run.PerFrameMs(counters.Stages.Infer):F2} ms inference, {run.PerFrameMs(counters.Stages.Decode):F2} ms decoding of outputs
            """) + Counts(run.Events, "\nevents      ", "") + Pictures(run) + (run.PicturesRefused == 0 ? "" : $"\nlatest      {run.PicturesRefused} pictures that the disk refused");
    }

    public static void Write(VisionBatchSummary batch, TextWriter output, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = WidthInFile;
        console.WriteLine($"model {batch.Choice.Model.Name}: {batch.Choice.Why}");
        console.Write(TableOf(batch));
        var frames = batch.Sources.Sum(source => source.Summary?.Counters.Analysed ?? 0);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{batch.Sources.Count} sources, {frames} frames in {batch.Elapsed.TotalSeconds:F2} s ({frames / Math.Max(batch.Elapsed.TotalSeconds, 1e-3):F1} a second)"));
    }

    private static Table TableOf(VisionBatchSummary batch)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("source");
        foreach (var name in (string[])["captured", "dropped", "analysed"]) table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("detections");
        table.AddColumn("events");
        table.AddColumn(new TableColumn("ms/frame").RightAligned());
        table.AddColumn("outcome");
        foreach (var source in batch.Sources) table.AddRow([.. Cells(source).Select(text => new Text(text))]);
        return table;
    }

    private static IEnumerable<string> Cells(SourceResult source)
    {
        yield return source.Camera.Value;
        if (source.Summary is { } run)
        {
            var stages = run.Counters.Stages;
            yield return Number(run.Captured);
            yield return Number(run.Dropped) + Causes(run.Drops);
            yield return Number(run.Counters.Analysed);
            yield return run.Labels.Count == 0 ? "0" : Counts(run.Labels, "", "");
            yield return run.Events.Count == 0 ? "0" : Counts(run.Events, "", "");
            yield return run.PerFrameMs(stages.Prepare + stages.Infer + stages.Decode).ToString("F2", CultureInfo.InvariantCulture);
        }
        else
        {
            for (var column = 1; column <= 6; column++) yield return "";
        }
        yield return source.Outcome switch
        {
            SourceOutcome.Done => "done",
            SourceOutcome.Failed => "failed",
            SourceOutcome.Interrupted => "interrupted",
            _ => "not begun",
        };
    }

    private static string Pictures(VisionSummary run)
    {
        var text = "";
        if (run.Samples is { } samples)
        {
            text += $"\nsamples     {samples.Kept} frames kept; of those that were chosen {samples.TooSoon} came too soon after another, {samples.OverQuota} were beyond the day's quota";
        }
        if (run.Pictures is { } pictures) text += $"\npictures    {pictures.Kept} kept; {pictures.Withheld} events have none, because there were too many at once";
        return text;
    }

    private static string Held(in VisionCounters counters) =>
        counters.HeldBack > 0 ? string.Create(CultureInfo.InvariantCulture, $" {counters.HeldBack} held back because nothing moved,") : "";

    private static string Causes(FrameDrops drops)
    {
        List<string> causes = [];
        if (drops.Late > 0) causes.Add($"{drops.Late} late");
        if (drops.Overload > 0) causes.Add($"{drops.Overload} overload");
        if (drops.Broken > 0) causes.Add($"{drops.Broken} broken");
        return causes.Count == 0 ? "" : $" ({string.Join(", ", causes)})";
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts, string before, string after) => counts.Count == 0 ? ""
        : before + string.Join(", ", counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}")) + after;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Describe(DetectorLosses losses)
    {
        var text = losses.Refused > 0 ? $"; {losses.Refused} boxes refused that were no numbers, had no area or lay outside the picture" : "";
        return losses.NotLookedAt > 0 ? $"{text}; {losses.NotLookedAt} objects not looked at by the next model, which takes fewer a frame" : text;
    }
}
