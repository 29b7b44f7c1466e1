using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>The exports that the streams' own definitions ask for, all to one destination.</summary>
internal sealed class ProtocolPlan(IExportDestination destination, ExportScheduler link) : IExportPlan
{
    public IReadOnlyList<ExportSpec> For(DurableStream stream) => ProtocolExports.Of(stream.Definition, new ExportSettings());

    public ExportRoute Open(DurableStream stream, ExportSpec spec) => new(destination, link);
}
