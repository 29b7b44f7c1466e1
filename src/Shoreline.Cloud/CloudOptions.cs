using System.Collections.Frozen;
using System.Net;

namespace Shoreline.Cloud;

/// <summary>Everything that a cloud process can be told. Each value has a default, so that only the data folder need be given.</summary>
public sealed record CloudOptions
{
    /// <summary>Default of <see cref="DataFolder"/>: <c>$SHORELINE_DATA</c>, else <c>/var/lib/shoreline</c>.</summary>
    public static string DefaultDataFolder =>
        Environment.GetEnvironmentVariable("SHORELINE_DATA") is { Length: > 0 } given ? given : "/var/lib/shoreline";

    /// <summary>Folder of the bucket, the broker's state and <c>run/cloud.json</c>. One cloud process uses it at a time.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    public PortalOptions Portal { get; init; } = new();

    public BrokerOptions Broker { get; init; } = new();

    public IngestOptions Ingest { get; init; } = new();

    /// <summary>Schedules that replace those of the jobs' own headers: job name to cron expression with seconds, or <c>off</c>.</summary>
    public IReadOnlyDictionary<string, string> Jobs { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Control address of the demo that started this process; null where this is no demo.</summary>
    public Uri? DemoControl { get; init; }
}

/// <summary>Where the portal and the API listen, and under which names they answer.</summary>
public sealed record PortalOptions
{
    /// <summary>Address to bind. Only this machine by default.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Host names, beside those of the loopback, under which a request is answered. A guard against DNS rebinding.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}

/// <summary>The MQTT broker: an own Mosquitto, or any by address.</summary>
public sealed record BrokerOptions
{
    /// <summary>Port of the own Mosquitto on the loopback; 0 takes a free one.</summary>
    public int Port { get; init; } = 1884;

    /// <summary>A broker that is run by someone else, <c>mqtt://host:port</c>; null starts our own.</summary>
    public Uri? External { get; init; }
}

/// <summary>How records and media are gathered into commits.</summary>
public sealed record IngestOptions
{
    /// <summary>Longest time that a received record waits for its commit.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A commit begins early once so many bytes wait. Four times as many are held at most; then the sender waits.</summary>
    public long CommitBytes { get; init; } = 4 << 20;

    /// <summary>Longest body of one media record, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 64 << 20;
}
