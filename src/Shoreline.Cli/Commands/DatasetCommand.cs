using System.CommandLine;
using System.Globalization;
using System.Text;
using Shoreline.Cli.Datasets;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Edge;
using Shoreline.Vision.Datasets;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline dataset</c>: data sets for trainers, of frames that cameras sampled.</summary>
internal static class DatasetCommand
{
    private const string StreamPrefix = "stream:";
    private const string LakePrefix = "lake:";

    public static Command Build() => new("dataset", "Make data sets for training of sampled frames") { Export() };

    private static Command Export()
    {
        var format = new Option<DatasetFormat>("--format") { Description = "coco or yolo", Required = true };
        var from = new Option<string>("--from") { Description = "Folder of samples; stream:frames for what a gateway holds; lake:DATA for all frames in the lake of a cloud's data folder", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to make", Required = true };
        var root = EdgeCommand.RootOption();
        var split = new Option<string>("--split") { Description = "Shares of training, validation and test in per cent", DefaultValueFactory = _ => "80/10/10" };
        var seed = new Option<int>("--seed") { Description = "Another seed divides otherwise" };
        var labels = new Option<string?>("--labels") { Description = "Only objects of these labels, numbered in this order: person,bottle. Default: all" };
        var since = new Option<string?>("--since") { Description = "Only frames captured at this time or later: 2026-01-31, or 2026-01-31T09:30:00Z" };
        var keypoints = new Option<bool>("--keypoints") { Description = "yolo: the form for poses" };
        var command = new Command("export", "Write a data set in the form that trainers read: pictures, labels, and how they are divided") { format, from, output, root, split, seed, labels, since, keypoints };
        command.SetAction((parsed, stop) =>
        {
            var options = new DatasetOptions
            {
                Format = parsed.GetValue(format),
                OutputPath = parsed.GetValue(output)!,
                Split = DatasetSplit.Parse(parsed.GetValue(split)!, parsed.GetValue(seed)),
                Labels = parsed.GetValue(labels)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                SinceNs = Since(parsed.GetValue(since)),
                Keypoints = parsed.GetValue(keypoints),
            };
            var source = Source(parsed.GetValue(from)!, parsed.GetValue(root));
            var line = new ProgressLine(Console.Error);
            var export = new DatasetExport(options, warning => line.Print(Console.Error, warning));
            var summary = export.Run(source, new ShownProgress(line), stop);
            line.Clear();
            Console.Out.Write(Table(summary));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IDatasetSource Source(string from, string? root)
    {
        if (from.StartsWith(LakePrefix, StringComparison.Ordinal)) return new LakeFramesSource(LakeCommand.FindBucket(from[LakePrefix.Length..]));
        return from.StartsWith(StreamPrefix, StringComparison.Ordinal)
            ? new StreamFramesSource(new EdgePaths(EdgeCommand.RootFolder(root)).Streams, from[StreamPrefix.Length..])
            : new SampleFolderSource(from);
    }

    private static long? Since(string? text)
    {
        if (text is null) return null;
        return Timestamps.TryParse(text, out var ns) ? ns : throw new InvalidInputException($"--since {text} is not a time: write 2026-01-31, or 2026-01-31T09:30:00Z.");
    }

    private static string Table(DatasetSummary summary)
    {
        var widest = summary.Labels.Select(label => label.Label.Length).Append("annotations".Length).Max();
        var text = new StringBuilder();
        Row("", [.. summary.Parts.Select(part => part.ToString().ToLowerInvariant()), "all"]);
        Row("images", Counts(summary.Images));
        foreach (var (label, annotations) in summary.Labels) Row(label, Counts(annotations));
        if (summary.Repeated > 0) Line($"{summary.Repeated:N0} records were of pictures that are in it already");
        if (summary.Older > 0) Line($"{summary.Older:N0} frames were captured before --since");
        if (summary.Refused > 0) Line($"{summary.Refused:N0} records are damaged or no frames, and were left out");
        if (summary.WithoutArea > 0) Line($"{summary.WithoutArea:N0} objects have less than a pixel within their picture, and were left out");
        return text.ToString();

        void Row(string name, IEnumerable<string> cells) => text.Append(name.PadRight(widest)).AppendJoin("", cells.Select(cell => cell.PadLeft(10))).Append('\n');
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        IEnumerable<string> Counts(IReadOnlyDictionary<DatasetPart, long> counts) =>
            summary.Parts.Select(part => counts.GetValueOrDefault(part)).Append(counts.Values.Sum()).Select(count => count.ToString("N0", CultureInfo.InvariantCulture));
    }

    /// <summary>Shows progress at once: <see cref="Progress{T}"/> would show it after the table.</summary>
    private sealed class ShownProgress(ProgressLine line) : IProgress<DatasetProgress>
    {
        private const int BarChars = 30;

        public void Report(DatasetProgress value)
        {
            if (value.Total is not { } total || total == 0) line.Show(string.Create(CultureInfo.InvariantCulture, $"{value.Read:N0} frames"));
            else
            {
                var done = (int)(BarChars * value.Read / total);
                line.Show(string.Create(CultureInfo.InvariantCulture, $"[{new string('#', done)}{new string('.', BarChars - done)}] {value.Read:N0} of {total:N0} frames"));
            }
        }
    }
}
