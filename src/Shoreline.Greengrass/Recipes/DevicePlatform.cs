using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Core.Native;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// The attributes of a device that manifests ask for (greengrass-components, 1.7). Names and values compare with regard to case.
/// </summary>
public sealed class DevicePlatform
{
    private static readonly string[] ArmDetails = ["armv6l", "armv7l", "armv8l", "armv6b", "armv7b", "armv8b"];

    /// <summary>A platform with exactly these attributes.</summary>
    public DevicePlatform(IReadOnlyDictionary<string, string> attributes) =>
        Attributes = new Dictionary<string, string>(attributes, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Attributes { get; }

    public static DevicePlatform OfThisMachine()
    {
        var (system, machine) = SystemNames.Read();
        return FromUname(system, machine);
    }

    /// <summary>
    /// What <c>uname -s</c> and <c>uname -m</c> tell of a machine. <c>runtime</c> stays undefined, as on the classic nucleus.
    /// </summary>
    public static DevicePlatform FromUname(string systemName, string machineName)
    {
        ArgumentNullException.ThrowIfNull(systemName);
        ArgumentNullException.ThrowIfNull(machineName);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["os"] = systemName.ToLowerInvariant() switch
            {
                "linux" => "linux",
                "darwin" => "darwin",
                var name when name.StartsWith("windows", StringComparison.Ordinal) => "windows",
                _ => "unknown",
            },
            ["architecture"] = machineName switch
            {
                "x86_64" or "amd64" => "amd64",
                "i386" or "i486" or "i586" or "i686" or "x86" => "x86",
                "aarch64" or "arm64" => "aarch64",
                var name when name.StartsWith("arm", StringComparison.Ordinal) => "arm",
                _ => "unknown",
            },
        };
        if (ArmDetails.Contains(machineName)) attributes["architecture.detail"] = machineName;
        return new DevicePlatform(attributes);
    }

    /// <summary>With what the nucleus' configuration <c>platformOverride</c> says, of which only strings count.</summary>
    public DevicePlatform Override(JsonObject? platformOverride)
    {
        var attributes = new Dictionary<string, string>(Attributes, StringComparer.Ordinal);
        foreach (var (name, value) in platformOverride ?? [])
        {
            if (value?.GetValueKind() == JsonValueKind.String) attributes[name] = value.GetValue<string>();
        }
        return new DevicePlatform(attributes);
    }

    /// <summary>The first manifest that fits; null where none does (error code <see cref="RecipeErrorCodes.NoManifestFits"/>).</summary>
    /// <param name="notes">Gets a sentence for each template that cannot be decided, which counts as not satisfied.</param>
    public RecipeManifest? Choose(Recipe recipe, ICollection<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        foreach (var (index, manifest) in recipe.Manifests.Index())
        {
            if (Fits(manifest, $"Manifests[{index}].Platform", notes)) return manifest;
        }
        return null;
    }

    /// <summary>Attributes for a message: <c>architecture=amd64, os=linux</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private bool Fits(RecipeManifest manifest, string path, ICollection<string>? notes)
    {
        foreach (var (attribute, template) in manifest.Platform)
        {
            if (PlatformTemplate.IsSatisfied(attribute, template, Attributes.GetValueOrDefault(attribute), out var fault)) continue;
            if (fault is not null)
            {
                notes?.Add($"{path}.{Quoted.Plain(attribute)}: {Quoted.Text(template!)} {fault}; the manifest counts as not fitting");
            }
            return false;
        }
        return true;
    }
}
