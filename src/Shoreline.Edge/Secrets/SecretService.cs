using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Secrets;

/// <summary>Answers components' questions for secrets (greengrass-ipc, 6.6). Thread-safe.</summary>
/// <param name="vault">Where the values are.</param>
/// <param name="plain">What operators keep in files or variables of their own, by name; null for none. It counts as the current version.</param>
internal sealed class SecretService(SecretVault vault, IComponentConfiguration configuration, Func<string, byte[]?>? plain = null)
{
    private const string Component = "aws.greengrass.SecretManager";
    private const int MaxConfigured = 1000;

    /// <summary>The ARN that a request means, which its policy is about.</summary>
    /// <returns>Null for a secret that is not configured on the device.</returns>
    public string? ToArn(string id) => new SecretNames(ConfiguredArns()).ToArn(id);

    /// <param name="arn">Of <see cref="ToArn"/>.</param>
    /// <param name="versionId">Null: by stage.</param>
    /// <param name="stage">Null: by version, or the current one.</param>
    /// <returns>Null where the secret has no such version. Dispose it as soon as it is sent.</returns>
    public SecretVersion? Find(string arn, string? versionId, string? stage)
    {
        foreach (var name in SecretNames.StoredNames(arn))
        {
            if (vault.Read(name) is not { } secret) continue;
            var version = versionId is null
                ? secret.OfStage(stage ?? SecretStages.Current)
                : secret.Versions.FirstOrDefault(candidate => candidate.Id == versionId);
            foreach (var other in secret.Versions.Where(other => other != version)) other.Dispose();
            return version;
        }
        return FindPlain(arn, versionId, stage);
    }

    private SecretVersion? FindPlain(string arn, string? versionId, string? stage)
    {
        if (plain is null || stage is not (null or SecretStages.Current)) return null;
        foreach (var name in SecretNames.StoredNames(arn))
        {
            if (plain(name) is not { } value) continue;
            var version = new SecretVersion(vault.VersionIdOf(value), [SecretStages.Current], 0, IsText: true, value);
            if (versionId is null || versionId == version.Id) return version;
            version.Dispose();
        }
        return null;
    }

    private IReadOnlyList<string> ConfiguredArns()
    {
        if (configuration.Get(Component, ["cloudSecrets"])?.Value is not JsonArray entries) return [];
        return [.. entries.Take(MaxConfigured).Select(entry => ((entry as JsonObject)?["arn"] as JsonValue)?.TryGetValue<string>(out var arn) == true ? arn : null).OfType<string>()];
    }
}
