using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.FleetStatus;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Runtime;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Shadows;

namespace Shoreline.Edge.Nucleus;

/// <summary>
/// The options of the nucleus and its services, as the configuration has them when it is asked (greengrass-components, section 13).
/// Thread-safe.
/// </summary>
/// <remarks>
/// Who uses an option asks for it each time, so that what a deployment changes counts without a restart.
/// docs/guides/coming-from-greengrass.md tells of each.
/// </remarks>
/// <param name="componentUser"><c>componentUser</c> of edge.yaml, for where the nucleus' configuration names no user.</param>
internal sealed class NucleusSettings(IComponentConfiguration configuration, string? componentUser, ILogger logger)
{
    private const string ShadowManager = "aws.greengrass.ShadowManager";
    private const int LongestText = 255;
    private const int LongestAddresses = 4096;
    private const int MostShadowRequests = 100_000; // a second; each takes a place in memory for that long
    private const int MostCpus = 100_000;
    private const long MostMemoryKiB = 1L << 40;
    private const long LongestStatusSeconds = 366L * 24 * 3600;

    private static readonly OptionKey User = new(BuiltInComponents.Nucleus, "runWithDefault", "posixUser");
    private static readonly OptionKey Shell = new(BuiltInComponents.Nucleus, "runWithDefault", "posixShell");
    private static readonly OptionKey Cpus = new(BuiltInComponents.Nucleus, "runWithDefault", "systemResourceLimits", "cpus");
    private static readonly OptionKey Memory = new(BuiltInComponents.Nucleus, "runWithDefault", "systemResourceLimits", "memory");
    private static readonly OptionKey AwsRegion = new(BuiltInComponents.Nucleus, "awsRegion");
    private static readonly OptionKey Proxy = new(BuiltInComponents.Nucleus, "networkProxy", "proxy", "url");
    private static readonly OptionKey NoProxyFor = new(BuiltInComponents.Nucleus, "networkProxy", "noProxyAddresses");
    private static readonly OptionKey StoreBytes = new(BuiltInComponents.Nucleus, "componentStoreMaxSizeBytes");
    private static readonly OptionKey SpoolBytes = new(BuiltInComponents.Nucleus, "mqtt", "spooler", "maxSizeInBytes");
    private static readonly OptionKey KeepQos0 = new(BuiltInComponents.Nucleus, "mqtt", "spooler", "keepQos0WhenOffline");
    private static readonly OptionKey StatusSeconds = new(BuiltInComponents.Nucleus, "fleetStatus", "periodicStatusPublishIntervalSeconds");
    private static readonly OptionKey ShadowBytes = new(ShadowManager, "shadowDocumentSizeLimitBytes");
    private static readonly OptionKey ShadowRequests = new(ShadowManager, "rateLimits", "maxTotalLocalRequestsRate");
    private static readonly OptionKey ThingRequests = new(ShadowManager, "rateLimits", "maxLocalRequestsPerSecondPerThing");

    private readonly CheckedOptions _options = new(configuration, logger);

    /// <summary>Who and what runs the steps of components that name nothing of their own.</summary>
    public RunDefaults RunDefaults => new(
        _options.Text(
            User, IsUser, "user or user:group, names or numbers without blanks", componentUser, componentUser ?? "the gateway's own user"),
        _options.Text(Shell, IsProgram, "the name or the absolute path of a shell", RunDefaults.StandardShell, RunDefaults.StandardShell)!,
        new GroupLimits(
            (double?)_options.Limit(Cpus, MostCpus, isWhole: false), (long?)_options.Limit(Memory, MostMemoryKiB, isWhole: true)));

    /// <summary>What components see of the network in their environment (section 3.2). The gateway's own connections do not go by it.</summary>
    /// <returns><paramref name="values"/> with them.</returns>
    public RuntimeValues AddNetwork(RuntimeValues values) => values with
    {
        Region = _options.Text(AwsRegion, IsRegion, "the name of a region, such as eu-west-1", null, "none"),
        ProxyUrl = _options.Text(Proxy, IsProxy, "an address such as http://proxy.example:3128", null, "none"),
        NoProxy = _options.Text(NoProxyFor, IsAddresses, "addresses with commas between them", null, "none"),
    };

    public StoreLimits Store => new(StoreBytes: _options.Whole(StoreBytes, 1, long.MaxValue, StoreLimits.DefaultStoreBytes));

    public SpoolLimits Spool => new()
    {
        Bytes = _options.Whole(SpoolBytes, SpoolLimits.LeastBytes, SpoolLimits.MostBytes, SpoolLimits.Default.Bytes),
        KeepQos0WhenOffline = _options.Flag(KeepQos0, SpoolLimits.Default.KeepQos0WhenOffline),
    };

    public ShadowLimits Shadows => new()
    {
        DocumentBytes = (int)_options.Whole(ShadowBytes, 1, ShadowLimits.LargestDocumentBytes, ShadowLimits.Default.DocumentBytes),
        RequestsPerSecond = (int)_options.Whole(ShadowRequests, 1, MostShadowRequests, ShadowLimits.Default.RequestsPerSecond),
        ThingRequestsPerSecond = (int)_options.Whole(ThingRequests, 1, MostShadowRequests, ShadowLimits.Default.ThingRequestsPerSecond),
    };

    /// <summary>Between complete messages to the fleet.</summary>
    public TimeSpan StatusInterval
    {
        get
        {
            var shortest = (long)FleetStatusService.ShortestCadence.TotalSeconds;
            return TimeSpan.FromSeconds(_options.Whole(StatusSeconds, shortest, LongestStatusSeconds, shortest));
        }
    }

    private static bool IsRegion(string text) => text.Length <= LongestText && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsProxy(string text) =>
        text.Length <= LongestText && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https" or "socks5", Host.Length: > 0 };

    private static bool IsAddresses(string text) => text.Length <= LongestAddresses && !text.Any(char.IsControl);

    private static bool IsUser(string text) =>
        text.Length <= LongestText && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))
        && text.Split(':') is { Length: <= 2 } parts && parts.All(part => part.Length > 0);

    /// <summary>
    /// A path from the work folder on would be a program of the component's own, which a step that asks for root would run as root.
    /// </summary>
    private static bool IsProgram(string text) =>
        text.Length <= LongestText && !text.Any(char.IsControl) && text[0] != '-' && !text.EndsWith('/')
        && (text[0] == '/' || (!text.Contains('/', StringComparison.Ordinal) && text is not ("." or "..")));
}
