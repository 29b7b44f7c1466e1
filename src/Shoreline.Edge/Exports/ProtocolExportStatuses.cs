using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>How the exports of a stream's own definition stand, as the protocol's describe tells it (specification, 4.4).</summary>
internal sealed class ProtocolExportStatuses(ExportEngine engine) : IExportStatuses
{
    private const long NsPerMs = 1_000_000;

    /// <summary>
    /// One status for each export configuration, from the moment it exists, in the order of the definition; behind them the exports of
    /// edge.yaml and the product.
    /// </summary>
    public IReadOnlyList<ExportStatus> Of(DurableStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var exports = DefinitionMapping.FromEngine(stream.Definition).ExportDefinition!.All();
        var configured = exports.Select(export => export.Identifier).ToList();
        return
        [
            .. configured.Select(identifier => Of(stream, identifier, ProtocolExports.CursorId(identifier))),
            .. engine.Reports(stream.Name).Where(own => own.Name == own.Id && !configured.Contains(own.Id)).Select(
                own => Of(stream, own.Id, own.Id)),
        ];
    }

    public Task ApplyAsync(DurableStream stream) => engine.ApplyAsync(stream);

    public Task EndAsync(DurableStream stream) => engine.RemoveAsync(stream);

    private ExportStatus Of(DurableStream stream, string identifier, string id)
    {
        if (engine.Find(stream.Name, id)?.View is not { } export)
        {
            return new ExportStatus
            {
                ExportConfigIdentifier = identifier,
                LastExportedSequenceNumber = -1,
                ErrorMessage = engine.Reports(stream.Name).FirstOrDefault(r => r.Id == id)?.Error, // not served, or not taken up yet
                ExportedBytesFromStream = 0,
                ExportedMessagesCount = 0,
            };
        }
        var totals = export.Totals;
        return new ExportStatus
        {
            ExportConfigIdentifier = identifier,
            LastExportedSequenceNumber = export.Confirmed,
            LastExportTime = export.LastAttemptNs is > 0 and var lastNs ? lastNs / NsPerMs : null,
            ErrorMessage = export.Error,
            ExportedBytesFromStream = totals.Bytes,
            ExportedMessagesCount = totals.Records,
        };
    }
}
