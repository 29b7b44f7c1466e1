using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports.Aws;

namespace Shoreline.Edge.Exports;

/// <summary>
/// The secrets of all exports of a configuration, read once, with it, so that a wrong one is found before anything runs or changes.
/// </summary>
internal sealed class ExportSecrets
{
    private const string DefaultRegion = "us-east-1"; // what servers of other makers take

    private readonly Dictionary<string, AwsKeys> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Secret> _authorizations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);

    /// <param name="before">Those of the configuration before: a secret that holds something else now has another version.</param>
    /// <exception cref="InvalidInputException">A secret is not there, open to others, or of another form.</exception>
    public ExportSecrets(EdgeConfig config, SecretStore store, ExportSecrets? before = null)
    {
        foreach (var access in Accesses(config))
        {
            if (access.Secret is not { } name || _keys.ContainsKey(name)) continue;
            var (id, key) = store.ReadCredentials(name);
            _keys[name] = new AwsKeys(id, new Secret(key));
        }
        foreach (var name in Destinations(config).OfType<ToHttp>().Select(http => http.Secret).OfType<string>())
        {
            _authorizations[name] = Authorization(store.Read(name));
        }
        foreach (var name in _keys.Keys.Union(_authorizations.Keys))
        {
            var version = before?._versions.GetValueOrDefault(name) ?? 0;
            _versions[name] = version > 0 && Text(name) == before!.Text(name) ? version : version + 1;
        }
    }

    /// <summary>An export with the version of its destination's secret.</summary>
    public ExportSpec WithVersion(ExportSpec spec)
    {
        var secret = spec.To switch
        {
            ToS3Objects to => to.Access.Secret,
            ToS3Tasks to => to.Access.Secret,
            ToKinesis to => to.Access.Secret,
            ToHttp to => to.Secret,
            _ => null,
        };
        return secret is null ? spec : spec with { SecretVersion = _versions[secret] };
    }

    public AwsConnection Connection(AwsAccess access) => new()
    {
        Endpoint = access.Endpoint,
        Region = access.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? DefaultRegion,
        Keys = access.Secret is { } name ? _keys[name] : null,
    };

    /// <summary>The <c>Authorization</c> header; null for none.</summary>
    public Secret? Authorization(ToHttp http) => http.Secret is { } name ? _authorizations[name] : null;

    private string Text(string name) =>
        $"{_keys.GetValueOrDefault(name)?.AccessKey}\n{_keys.GetValueOrDefault(name)?.SecretKey.Reveal()}\n{_authorizations.GetValueOrDefault(name)?.Reveal()}";

    private static IEnumerable<ExportTo> Destinations(EdgeConfig config) =>
        config.Streams.Values.SelectMany(s => s.Exports ?? []).Select(e => e.To);

    private static IEnumerable<AwsAccess> Accesses(EdgeConfig config) =>
    [
        config.Exports.S3, config.Exports.Kinesis,
        .. Destinations(config).OfType<ToS3Objects>().Select(s3 => s3.Access),
        .. Destinations(config).OfType<ToKinesis>().Select(kinesis => kinesis.Access),
    ];

    /// <summary>A secret with a space is what is to stand in the header; another one is <c>user:password</c>.</summary>
    private static Secret Authorization(string secret) =>
        new(secret.Contains(' ', StringComparison.Ordinal) ? secret : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
