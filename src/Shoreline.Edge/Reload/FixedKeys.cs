using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Reload;

/// <summary>
/// The keys of <c>edge.yaml</c> that a running gateway does not follow: it listens, connects and has handed out what they say.
/// </summary>
internal static class FixedKeys
{
    private static readonly (string Key, Func<EdgeConfig, object?> Value)[] All =
    [
        ("device", config => config.Device),
        ("cloud", config => config.Cloud),
        ("componentUser", config => config.ComponentUser),
        ("page.port", config => config.PagePort),
        ("streamManager", StreamManager),
        ("broker.port", config => config.BrokerPort),
        ("live", config => config.LiveFolder),
        ("bandwidth", Bandwidth),
        ("exports.atOnce", config => config.Exports.AtOnce),
        ("exports.retryMax", config => config.Exports.LongestRetry),
        ("exports.aws for components and artifacts", config => config.Exports.S3), // exports follow
    ];

    /// <summary>What a gateway that was started with one configuration does where another is wanted.</summary>
    /// <returns>The wanted one with all that is fixed as it was at the start, and the keys that differ there.</returns>
    public static (EdgeConfig Effective, IReadOnlyList<string> AtNextStart) Over(EdgeConfig atStart, EdgeConfig wanted)
    {
        var effective = wanted with
        {
            Device = atStart.Device,
            Cloud = atStart.Cloud,
            ComponentUser = atStart.ComponentUser,
            PagePort = atStart.PagePort,
            StreamManagerPort = atStart.StreamManagerPort,
            StreamManager = atStart.StreamManager,
            BrokerPort = atStart.BrokerPort,
            LiveFolder = atStart.LiveFolder,
            Bandwidth = atStart.Bandwidth,
            Exports = wanted.Exports with
            {
                AtOnce = atStart.Exports.AtOnce,
                LongestRetry = atStart.Exports.LongestRetry,
                MinPartBytes = atStart.Exports.MinPartBytes,
            },
        };
        return (effective, [.. All.Where(key => !Equals(key.Value(atStart), key.Value(wanted))).Select(key => key.Key)]);
    }

    // Records compare their lists by identity: those are compared as texts.
    private static object StreamManager(EdgeConfig config) =>
        (config.StreamManagerPort, config.StreamManager with { WithoutEffect = [] }, string.Join(',', config.StreamManager.WithoutEffect));

    private static object Bandwidth(EdgeConfig config) =>
        (config.Bandwidth with { Windows = [] }, string.Join(',', config.Bandwidth.Windows));
}
