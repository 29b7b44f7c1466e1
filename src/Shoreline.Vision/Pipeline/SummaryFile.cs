using System.Text.Encodings.Web;
using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the summary of a run for programs. Format: docs/formats/vision-summary.md.</summary>
internal static class SummaryFile
{
    public const string Schema = "shoreline.vision-summary/1";

    // A file, not a page: paths stay readable.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="InvalidInputException">The file cannot be created.</exception>
    public static void Write(string path, VisionBatchSummary summary)
    {
        var partial = path + ".part";
        using (var file = OutputFiles.Create(partial))
        using (var json = new Utf8JsonWriter(file, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteStartObject("model");
            json.WriteString("name", summary.Choice.Model.Name);
            json.WriteString("digest", summary.Choice.Model.Digest);
            json.WriteString("why", summary.Choice.Why);
            json.WriteEndObject();
            WriteNumber(json, "elapsedMs", summary.Elapsed.TotalMilliseconds);
            json.WriteBoolean("interrupted", summary.Interrupted);
            json.WriteStartArray("sources");
            foreach (var source in summary.Sources) Write(json, source);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        File.Move(partial, path, overwrite: true);
    }

    public static string NameOf(SourceOutcome outcome) => outcome switch
    {
        SourceOutcome.Done => "done",
        SourceOutcome.Failed => "failed",
        SourceOutcome.Interrupted => "interrupted",
        _ => "notBegun",
    };

    private static void Write(Utf8JsonWriter json, SourceResult source)
    {
        json.WriteStartObject();
        json.WriteString("camera", source.Camera.Value);
        json.WriteString("source", source.Source);
        json.WriteString("outcome", NameOf(source.Outcome));
        if (source.Failure is { } failure) json.WriteString("error", failure.Message);
        if (source.Summary is { } summary) WriteNumbers(json, summary);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, VisionSummary summary)
    {
        var counters = summary.Counters;
        json.WriteStartObject("frames");
        json.WriteNumber("captured", summary.Captured);
        json.WriteNumber("analysed", counters.Analysed);
        json.WriteNumber("passedOver", counters.PassedOver);
        json.WriteNumber("heldBack", counters.HeldBack);
        json.WriteStartObject("dropped");
        json.WriteNumber("late", summary.Drops.Late);
        json.WriteNumber("overload", summary.Drops.Overload);
        json.WriteNumber("broken", summary.Drops.Broken);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteCounts(json, "detections", summary.Labels);
        WriteCounts(json, "events", summary.Events);
        json.WriteNumber("boxesRefused", summary.Losses.Refused);
        json.WriteNumber("objectsNotLookedAt", summary.Losses.NotLookedAt);
        json.WriteNumber("latestPicturesRefused", summary.PicturesRefused);
        json.WriteStartObject("perFrameMs");
        WriteNumber(json, "prepare", summary.PerFrameMs(counters.Stages.Prepare));
        WriteNumber(json, "infer", summary.PerFrameMs(counters.Stages.Infer));
        WriteNumber(json, "decode", summary.PerFrameMs(counters.Stages.Decode));
        WriteNumber(json, "write", summary.PerFrameMs(counters.Writing));
        json.WriteEndObject();
        WriteNumber(json, "framesPerSecond", summary.FramesPerSecond);
        WriteNumber(json, "elapsedMs", summary.Elapsed.TotalMilliseconds);
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (what, count) in counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteNumber(what, count);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 3));
}
