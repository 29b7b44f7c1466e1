using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Vision.Datasets;

/// <summary>
/// Makes a data set of sampled frames. It appears whole or not at all; the same frames give the same bytes, whatever order they come in.
/// </summary>
public sealed class DatasetExport(DatasetOptions options, Action<string>? warn = null)
{
    private const int MostWarnings = 20;

    private readonly DatasetLabels _labels = new();
    private readonly Dictionary<DatasetPart, long> _images = [];
    private readonly Dictionary<string, Dictionary<DatasetPart, long>> _annotations = new(StringComparer.Ordinal);
    private long _withoutArea;
    private int _warnings;

    /// <summary>Reads the source to its end and writes the data set. Blocks.</summary>
    /// <exception cref="InvalidInputException">The options are wrong, the folder is there already, or the source has no frame.</exception>
    /// <exception cref="OperationCanceledException">Nothing is left of it.</exception>
    public DatasetSummary Run(IDatasetSource source, IProgress<DatasetProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        options.Check();
        using var draft = DatasetDraft.Begin(options.OutputPath);
        DatasetSummary summary;
        using (var intake = new DatasetIntake(options, draft.Path, Warn) { Progress = progress, Total = source.Count })
        {
            source.ReadAll(intake, cancellationToken);
            if (intake.Frames == 0)
            {
                throw new InvalidInputException(
                    $"{source.Name} has no frame for a data set: {intake.Read} records were read, {intake.Refused} of them refused, "
                    + $"{intake.Older} too old.");
            }
            summary = Write(intake, draft.Path, cancellationToken);
        }
        draft.Complete();
        return summary;
    }

    private DatasetSummary Write(DatasetIntake intake, string folder, CancellationToken cancellationToken)
    {
        var entries = intake.Sorted();
        CheckNumbers(entries);
        foreach (var frame in Frames(intake, entries, cancellationToken)) Count(frame);
        _labels.Number(options.Labels);
        if (options.Format == DatasetFormat.Coco) WriteCoco(intake, entries, folder, cancellationToken);
        else WriteYolo(intake, entries, folder, cancellationToken);
        return new DatasetSummary
        {
            Parts = [.. options.Split.Parts],
            Images = _images,
            Labels = [.. _labels.Names.Select(name => (name, (IReadOnlyDictionary<DatasetPart, long>)(_annotations.GetValueOrDefault(name) ?? [])))],
            Repeated = intake.Repeated,
            Older = intake.Older,
            Refused = intake.Refused,
            WithoutArea = _withoutArea,
        };
    }

    private void WriteCoco(DatasetIntake intake, DatasetIntake.Entry[] entries, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "annotations"));
        var writer = new CocoWriter(_labels);
        foreach (var part in options.Split.Parts)
        {
            var own = Array.FindAll(entries, entry => entry.Part == part);
            writer.Write(Path.Combine(folder, "annotations", $"instances_{part.ToText()}.json"), Frames(intake, own, cancellationToken));
        }
    }

    private void WriteYolo(DatasetIntake intake, DatasetIntake.Entry[] entries, string folder, CancellationToken cancellationToken)
    {
        var writer = new YoloWriter(_labels, options.Keypoints);
        foreach (var part in options.Split.Parts) Directory.CreateDirectory(Path.Combine(folder, "labels", part.ToText()));
        foreach (var frame in Frames(intake, entries, cancellationToken))
        {
            writer.WriteLabels(Path.Combine(folder, "labels", frame.Part.ToText(), frame.Id + ".txt"), frame);
        }
        writer.WriteDescription(Path.Combine(folder, "data.yaml"), options.Split.Parts);
    }

    /// <summary>The frames, read again each time they are walked through: a hundred thousand do not fit into memory.</summary>
    private IEnumerable<DatasetFrame> Frames(DatasetIntake intake, DatasetIntake.Entry[] entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return DatasetFrame.Of(intake.HeaderOf(entry), entry.Part, options.Labels);
        }
    }

    private void Count(DatasetFrame frame)
    {
        _labels.See(frame);
        CollectionsMarshal.GetValueRefOrAddDefault(_images, frame.Part, out _)++;
        _withoutArea += frame.LeftOut;
        foreach (var item in frame.Objects)
        {
            var byPart = CollectionsMarshal.GetValueRefOrAddDefault(_annotations, item.Label, out _) ??= [];
            CollectionsMarshal.GetValueRefOrAddDefault(byPart, frame.Part, out _)++;
        }
    }

    /// <summary>
    /// Two pictures with one number would be one to a reader of COCO. At a hundred thousand pictures the odds are one in three thousand.
    /// </summary>
    private void CheckNumbers(DatasetIntake.Entry[] entries)
    {
        if (options.Format != DatasetFormat.Coco) return;
        for (var i = 1; i < entries.Length; i++) // sorted: equal beginnings are neighbours
        {
            if (CocoWriter.NumberOf(entries[i].Id) != CocoWriter.NumberOf(entries[i - 1].Id)) continue;
            throw new ShorelineException(
                $"The pictures {entries[i - 1].Id} and {entries[i].Id} would have the same number in COCO. Leave one out with --since, "
                + "or export as yolo, which has no numbers.");
        }
    }

    private void Warn(string warning)
    {
        _warnings++;
        if (_warnings <= MostWarnings) warn?.Invoke(warning);
        else if (_warnings == MostWarnings + 1) warn?.Invoke("Further records that are left out are counted, and not told one by one.");
    }
}
