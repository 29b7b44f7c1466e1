using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Cli.Terminal;
using Shoreline.Edge;
using Shoreline.Streams.Inspection;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline stream verify</c> and <c>repair</c>: they look at a stream's files themselves and need no running gateway.</summary>
internal static class StreamFilesCommand
{
    private const int ShownFindings = 100;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="root">The option that names the gateway's folder; the stream commands share it.</param>
    public static Command Verify(Option<string?> root)
    {
        var name = Name();
        var json = new Option<bool>("--json") { Description = "Print what was found as JSON" };
        var command = new Command("verify", "Read every byte of a stream and tell what is damaged; changes nothing, also beside a running gateway. Exit code 1 where something is lost")
        {
            name, json,
        };
        command.SetAction(parsed =>
        {
            var inspection = StreamInspector.Inspect(StreamsFolder(parsed, root), parsed.GetValue(name)!);
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(inspection, Indented));
            else Print(inspection);
            return inspection.IsSound ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    public static Command Repair(Option<string?> root)
    {
        var name = Name();
        var into = new Option<string>("--into") { Description = "Folder for the copy, in the form of a gateway's folder 'streams'", Required = true };
        var command = new Command("repair", "Write a clean copy of a stream into another folder: all sound records, positions and account. Stop the gateway first; the original is only read") { name, into };
        command.SetAction(parsed =>
        {
            var streams = StreamsFolder(parsed, root);
            var inspection = StreamInspector.Repair(streams, parsed.GetValue(name)!, Path.GetFullPath(parsed.GetValue(into)!));
            Print(inspection);
            var (from, copy) = (StreamInspector.FolderOf(streams, inspection.Definition.Name), StreamInspector.FolderOf(parsed.GetValue(into)!, inspection.Definition.Name));
            Console.Out.WriteLine($"The copy is {copy}. To use it, stop the gateway, move {from} away and the copy into its place.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Name() => Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of a stream" });

    private static string StreamsFolder(ParseResult parsed, Option<string?> root) => new EdgePaths(EdgeCommand.RootFolder(parsed.GetValue(root))).Streams;

    private static void Print(StreamInspection inspection)
    {
        var segments = inspection.Segments;
        var range = segments.Count == 0 ? "none" : $"{segments[0].FirstSequence} to {segments[^1].NextSequence - 1}";
        Console.Out.WriteLine(
            $"{inspection.Definition.Name}: {inspection.Records:N0} records ({range}), {inspection.PayloadBytes:N0} bytes of payload in {segments.Count:N0} segments");
        foreach (var cursor in inspection.Cursors) Console.Out.WriteLine($"  export {cursor.ExportId}: confirmed up to {cursor.Confirmed}");
        if (inspection.Quarantined.Count > 0) Console.Out.WriteLine($"  {inspection.Quarantined.Count:N0} pieces were set aside earlier, as .quarantine files beside the segments");
        foreach (var finding in inspection.Findings.Take(ShownFindings)) Console.Out.WriteLine($"  {finding}");
        if (inspection.Findings.Count > ShownFindings) Console.Out.WriteLine($"  and {inspection.Findings.Count - ShownFindings:N0} more; --json prints all");
        var lost = inspection.Findings.Sum(finding => finding.Lost?.Count ?? 0);
        Console.Out.WriteLine(inspection.IsSound
            ? "Sound: nothing that was acknowledged is lost."
            : $"Damaged: {lost:N0} records are lost. The gateway steps over them; 'shoreline stream repair {inspection.Definition.Name} --into FOLDER' writes a clean copy.");
    }
}
