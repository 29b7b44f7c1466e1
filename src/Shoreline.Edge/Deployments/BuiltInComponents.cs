using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>
/// Components that public recipes depend on and that Shoreline itself is (greengrass-components, section 14). Which of the advertised versions is chosen changes nothing but the number reported.
/// </summary>
internal static class BuiltInComponents
{
    public const string Nucleus = "aws.greengrass.Nucleus";
    public const string TokenExchangeService = "aws.greengrass.TokenExchangeService";
    public const string DockerApplicationManager = "aws.greengrass.DockerApplicationManager";

    /// <summary>Newest first, and one for each minor line that public recipes ask for.</summary>
    private static readonly Dictionary<string, SemanticVersion[]> Versions = new(StringComparer.Ordinal)
    {
        [Nucleus] = Advertise("2.18.0", "2.12.6", "2.11.3", "2.10.3", "2.9.6", "2.8.1", "2.7.0", "2.6.0", "2.5.6", "2.4.0", "2.3.0", "2.2.0", "2.1.0", "2.0.5"),
        ["aws.greengrass.Cli"] = Advertise("2.18.0", "2.12.6", "2.6.0", "2.0.5"),
        [TokenExchangeService] = Advertise("2.1.0", "2.0.3"),
        [DockerApplicationManager] = Advertise("2.1.0", "2.0.15"),
        ["aws.greengrass.SecretManager"] = Advertise("2.2.0", "2.1.8", "2.0.9"),
        ["aws.greengrass.ShadowManager"] = Advertise("2.3.9", "2.2.4", "2.1.1", "2.0.6"),
        ["aws.greengrass.StreamManager"] = Advertise("2.2.0", "2.1.13", "2.0.15"),
        ["aws.greengrass.clientdevices.Auth"] = Advertise("2.5.1", "2.4.4", "2.0.5"),
        ["aws.greengrass.clientdevices.mqtt.Bridge"] = Advertise("2.3.2", "2.2.6", "2.0.1"),
        ["aws.greengrass.clientdevices.mqtt.Moquette"] = Advertise("2.3.7", "2.2.3", "2.0.2"),
    };

    public static bool Contains(string name) => Versions.ContainsKey(name);

    /// <summary>Newest first; none for a name that is not built in.</summary>
    public static IReadOnlyList<SemanticVersion> VersionsOf(string name) => Versions.GetValueOrDefault(name) ?? [];

    /// <summary>What stands in a record of one: no steps, no artifacts, no dependencies.</summary>
    public static Recipe RecipeOf(string name, SemanticVersion version) => new()
    {
        Name = name,
        Version = version,
        Type = name == Nucleus ? ComponentType.Nucleus : ComponentType.Plugin,
        Manifests = [new RecipeManifest()],
    };

    private static SemanticVersion[] Advertise(params string[] versions) => [.. versions.Select(SemanticVersion.Parse)];
}
