using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shoreline.Cloud.Ingest;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>The cloud process at this moment. Counts are since it started.</summary>
/// <param name="FirstRowAt">When the first record was committed.</param>
/// <param name="FirstPictureAt">When the first fragment or picture was in the bucket.</param>
/// <param name="IngestLagMs">From append at the edge to commit here, of the newest commit.</param>
/// <param name="Error">Why records are not landing right now; null where all is well.</param>
public sealed record CloudStatus(
    string Version, DateTimeOffset StartedAt, DateTimeOffset? FirstRowAt, DateTimeOffset? FirstPictureAt, RecordStatus Records,
    MediaStatus Media,
    double? IngestLagMs, bool BrokerConnected, string? Error);

/// <param name="Received">Records that came, each time they came.</param>
/// <param name="Landed">Records committed.</param>
/// <param name="Duplicates">Records that had landed, or were on their way, when they came.</param>
/// <param name="Quarantined">Messages that were not what they should be.</param>
public sealed record RecordStatus(long Received, long Landed, long Duplicates, long Quarantined);

public sealed record MediaStatus(long Received, long Landed, long Duplicates);

internal static class StatusEndpoints
{
    private static readonly string Version =
        typeof(CloudHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/status", Get).WithTags("status").WithSummary("What came in, and whether it lands.");

    private static CloudStatus Get(IngestCounters counters, RawCommitter committer, CloudClock clock, BrokerState broker)
    {
        var now = counters.Read();
        return new CloudStatus(
            Version, clock.StartedAt, At(now.FirstRowAtNs), At(now.FirstPictureAtNs),
            new RecordStatus(now.Records.Received, now.Records.Landed, now.Records.Duplicates, now.Records.Quarantined),
            new MediaStatus(now.Media.Received, now.Media.Landed, now.Media.Duplicates),
            now.LagNs < 0 ? null : now.LagNs / 1e6, broker.IsConnected, committer.LastError ?? now.LastFailure ?? broker.Error);
    }

    private static DateTimeOffset? At(long ns) => ns == 0 ? null : Timestamps.FromNs(ns);
}
