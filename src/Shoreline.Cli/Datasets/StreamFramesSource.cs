using Shoreline.Streams.Inspection;
using Shoreline.Vision.Datasets;

namespace Shoreline.Cli.Datasets;

/// <summary>The frames of a gateway's stream, read from its files; the gateway may run meanwhile.</summary>
internal sealed class StreamFramesSource(string streamsFolder, string stream) : IDatasetSource
{
    public string Name => $"The stream '{stream}'";

    public long? Count => null;

    public void ReadAll(DatasetIntake intake, CancellationToken cancellationToken)
    {
        var inspection = StreamInspector.Read(streamsFolder, stream, (sequence, payload) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            intake.Add($"Record {sequence} of '{stream}'", payload.ToArray());
        });
        foreach (var finding in inspection.Findings) intake.Note($"{finding}.");
    }
}
