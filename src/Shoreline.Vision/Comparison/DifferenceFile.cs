using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Comparison;

/// <summary>Writes a <c>shoreline.difference/1</c> record for each frame in which two models differ.</summary>
internal sealed class DifferenceFile(NdjsonFile file, DetectorPair pair) : IAsyncDisposable
{
    private const int Decimals = 5; // as in detections

    /// <summary>Writes what differs in the frame compared last, if anything does.</summary>
    public ValueTask WriteAsync(in Frame frame, CancellationToken cancellationToken)
    {
        if (!pair.Comparer.Differs) return ValueTask.CompletedTask;
        var record = new DifferenceRecord
        {
            Schema = DifferenceRecord.CurrentSchema,
            Camera = frame.Camera.Value,
            Frame = new DetectionRecord.FrameFacts { Index = frame.Index, PtsNs = frame.PtsNs, Width = frame.Width, Height = frame.Height },
            Model = pair.BeforeFacts,
            Other = pair.AfterFacts,
            Differences = Differences(),
        };
        return file.WriteAsync(record.Encode(), cancellationToken);
    }

    public ValueTask CompleteAsync() => file.CompleteAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private List<DifferenceRecord.Difference> Differences()
    {
        var differences = new List<DifferenceRecord.Difference>();
        foreach (ref readonly var compared in pair.Comparer.Objects)
        {
            var kind = compared.Change switch { Change.Changed => "changed", Change.Gained => "gained", Change.Lost => "lost", _ => null };
            if (kind is null) continue;
            var label = compared.Before >= 0 ? pair.Before[compared.Before].Label : pair.After[compared.After].Label;
            differences.Add(new DifferenceRecord.Difference(
                kind, label, compared.Change == Change.Changed ? Math.Round(compared.Overlap, Decimals) : null,
                Seen(pair.Before, compared.Before), Seen(pair.After, compared.After)));
        }
        return differences;
    }

    private static DifferenceRecord.Seen? Seen(DetectionList list, int index)
    {
        if (index < 0) return null;
        ref readonly var found = ref list[index];
        return new DifferenceRecord.Seen(
            Round(found.Score), [Round(found.Box.X), Round(found.Box.Y), Round(found.Box.Width), Round(found.Box.Height)]);
    }

    private static double Round(float value) => float.IsFinite(value) ? Math.Round(value, Decimals) : 0; // JSON has no NaN
}
