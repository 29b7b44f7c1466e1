using System.Runtime.InteropServices;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Counts what was found, by label, and what happened, by type; and knows how far the source is.</summary>
internal sealed class TallySink : IVisionSink
{
    private readonly Dictionary<string, long> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private long _lastPtsNs;

    /// <summary>Read it when the run is over.</summary>
    public IReadOnlyDictionary<string, long> Labels => _labels;

    /// <summary>By the names of their types. Read it when the run is over.</summary>
    public IReadOnlyDictionary<string, long> Events => _events;

    /// <summary>Of the frame analysed last; read from any thread.</summary>
    public long LastPtsNs => Interlocked.Read(ref _lastPtsNs);

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) // hot: per frame
    {
        for (var i = 0; i < frame.Detections.Count; i++) Count(_labels, frame.Detections[i].Label);
        Interlocked.Exchange(ref _lastPtsNs, frame.Frame.PtsNs);
        return ValueTask.CompletedTask;
    }

    public ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events) Count(_events, happened.Type.ToText());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Count(Dictionary<string, long> counts, string name) => CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;
}
