using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shoreline.Cloud.Ingest;
using Shoreline.Cloud.Live;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>The streams of one gateway, by its own newest account.</summary>
/// <param name="ReportedAt">When the gateway wrote it, by its clock.</param>
/// <param name="Stale">Nothing was heard for longer than 20 s.</param>
public sealed record DeviceStreams(
    string Device, DateTimeOffset ReportedAt, bool Stale, IReadOnlyList<DeviceStream> Streams, IReadOnlyList<ReportedCamera> Cameras);

/// <summary>One stream.</summary>
/// <param name="Oldest">Sequence of the oldest record that the gateway holds.</param>
/// <param name="Newest">Sequence of the newest; −1 before the first.</param>
/// <param name="Bytes">What it takes on the gateway's disk.</param>
/// <param name="Landed">How many of its records are in the lake.</param>
public sealed record DeviceStream(string Name, long Oldest, long Newest, long Bytes, long? Landed, IReadOnlyList<StreamExport> Exports);

/// <summary>Delivery of a stream to one destination.</summary>
/// <param name="Confirmed">Last sequence that the destination confirmed; −1 before the first.</param>
/// <param name="Lag">Records that it has not confirmed.</param>
public sealed record StreamExport(string Id, long Confirmed, long Lag, string State, string? Error);

internal static class StreamEndpoints
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/streams", ListAsync).WithTags("streams").WithSummary("Depth and delivery of every device's streams.");

    private static async Task<IReadOnlyList<DeviceStreams>> ListAsync(
        LiveState live, LandedRecords landed, TimeProvider time, CancellationToken cancellationToken)
    {
        var nowNs = time.NowNs();
        var devices = new List<DeviceStreams>();
        foreach (var report in live.Devices.Read())
        {
            var streams = new List<DeviceStream>();
            foreach (var stream in report.Content.Streams) streams.Add(
                await DescribeAsync(report.Device, stream, landed, cancellationToken));
            var stale = nowNs - report.ReceivedNs > StaleAfter.TotalNanoseconds;
            devices.Add(new DeviceStreams(report.Device, Timestamps.FromNs(report.TimeNs), stale, streams, report.Content.Cameras));
        }
        return devices;
    }

    private static async Task<DeviceStream> DescribeAsync(
        string device, ReportedStream stream, LandedRecords landed, CancellationToken cancellationToken)
    {
        long? count = Incarnations.IsValid(stream.Incarnation)
            ? (await landed.GetAsync(new StreamKey(device, stream.Name, stream.Incarnation), cancellationToken)).LandedCount
            : null;
        return new DeviceStream(
            stream.Name, stream.Oldest, stream.Newest, stream.Bytes, count,
            [.. (stream.Exports ?? []).Select(export => new StreamExport(
                export.Id, export.Confirmed, Math.Max(
                    0, stream.Newest - Math.Max(export.Confirmed, stream.Oldest - 1)), export.State, export.Error))]);
    }
}
