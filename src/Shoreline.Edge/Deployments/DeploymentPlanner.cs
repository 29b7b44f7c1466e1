using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Interpolation;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Deployments;

/// <summary>Resolves and fetches everything that a deployment needs, and changes nothing (greengrass-components, 7.4, steps 2 to 5).</summary>
internal sealed class DeploymentPlanner(ArtifactStore artifacts, DeviceFacts device, TimeProvider time, ILogger logger)
{
    private static readonly string[] Capabilities = ["LARGE_CONFIGURATION", "LINUX_RESOURCE_LIMITS", "SUB_DEPLOYMENTS"];

    private readonly RecipeCatalog _catalog = new(artifacts.Contents);

    /// <param name="packages">What an earlier run of this deployment took in; null for the first.</param>
    /// <exception cref="DeploymentException">It cannot be done.</exception>
    /// <exception cref="ArtifactException">A file cannot be had.</exception>
    public async Task<DeploymentPlan> PlanAsync(DeploymentDocument document, ConfigContainer basis, ConfigContainer? packages, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        CheckCapabilities(document);
        var next = packages is null ? new LocalPackages(artifacts, logger).Take(basis, document, nowMs, cancellationToken) : basis.With(PackageIndex.Packages, packages);
        next = TargetGroups.Put(next, document, nowMs);
        var recipes = Resolve(next, document);
        var manifests = ChooseManifests(next, recipes);
        CheckImages(recipes, manifests);
        foreach (var recipe in recipes)
            next = await artifacts.PrepareAsync(next, IdOf(recipe), manifests[recipe.Name].Artifacts, nowMs, cancellationToken).ConfigureAwait(false);
        return Plan(document, basis, next, recipes, manifests, nowMs);
    }

    private static PackageId IdOf(Recipe recipe) => new(recipe.Name, recipe.Version.Text);

    private IReadOnlyList<Recipe> Resolve(ConfigContainer next, DeploymentDocument document)
    {
        var recipes = _catalog.Read(next);
        var resolution = VersionResolver.Resolve(new ResolutionRequest
        {
            Groups = TargetGroups.Ordered(next, document.Group),
            RecipesOf = name => [.. recipes[name]],
            Running = ComponentRecords.All(next).ToDictionary(record => record.Name, record => record.Version, StringComparer.Ordinal),
        });
        foreach (var warning in resolution.Warnings) DeploymentLog.Warning(logger, document.Id, warning);
        return resolution.Components;
    }

    private DeploymentPlan Plan(
        DeploymentDocument document, ConfigContainer basis, ConfigContainer next, IReadOnlyList<Recipe> recipes, Dictionary<string, RecipeManifest> manifests, long nowMs)
    {
        var byName = recipes.ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);
        TellOfRequestsToNoRoot(document, next);
        var timeMs = ConfigurationTimeOf(document, next, nowMs);
        var configurations = recipes.ToDictionary(
            recipe => recipe.Name, recipe => ConfigurationOf(document, next, recipe, timeMs), StringComparer.Ordinal);
        if (IsOptionSet(next, configurations, "interpolateComponentConfiguration"))
        {
            foreach (var recipe in recipes)
            {
                var (values, unresolved) = Interpolator.Configuration(configurations[recipe.Name].ToObject(), new ComponentValues(recipe, byName, configurations, device));
                Tell(document, recipe, unresolved);
                configurations[recipe.Name] = ConfigurationUpdate.WithValues(configurations[recipe.Name], values);
            }
        }
        var before = next;
        foreach (var gone in ComponentRecords.All(before).Where(record => !byName.ContainsKey(record.Name)))
            next = ConfigMerge.Remove(next, [DeviceConfiguration.Services, gone.Name]);
        foreach (var recipe in recipes)
        {
            var record = RecordOf(document, before, recipe, manifests[recipe.Name], new ComponentValues(recipe, byName, configurations, device));
            next = ComponentRecords.Put(next, record, configurations[recipe.Name], nowMs);
        }
        return new DeploymentPlan(basis, next, [.. recipes.Select(recipe => ComponentRecords.Find(next, recipe.Name)!)]);
    }

    private long ConfigurationTimeOf(DeploymentDocument document, ConfigContainer next, long nowMs)
    {
        var notes = new List<string>();
        var current = next.Find(DeviceConfiguration.ConfigurationPath(BuiltInComponents.Nucleus)) as ConfigContainer;
        var timeMs = ConfigurationTime.Of(document, current, UpdateOf(document, next, BuiltInComponents.Nucleus), nowMs, notes);
        foreach (var note in notes) DeploymentLog.Warning(logger, document.Id, $"{BuiltInComponents.Nucleus}: {note}");
        return timeMs;
    }

    private void TellOfRequestsToNoRoot(DeploymentDocument document, ConfigContainer next)
    {
        var roots = GroupRecords.Find(next, document.Group)!.Roots;
        foreach (var (name, request) in document.Roots)
        {
            if (roots.ContainsKey(name) || (request.Merge is null && request.Reset.Count == 0 && request.RunWith is null)) continue;
            DeploymentLog.Warning(
                logger, document.Id,
                $"What it says of {name} has no effect: {name} is no root of {document.Group}. Name its version in the same deployment");
        }
    }

    /// <summary>What a deployment says of a component's configuration; null where it may say nothing.</summary>
    private static RootRequest? UpdateOf(DeploymentDocument document, ConfigContainer next, string name) =>
        GroupRecords.Find(next, document.Group)!.Roots.ContainsKey(name) ? document.Roots.GetValueOrDefault(name) : null;

    private ConfigContainer ConfigurationOf(DeploymentDocument document, ConfigContainer next, Recipe recipe, long timeMs)
    {
        var notes = new List<string>();
        var resolved = ConfigurationUpdate.Resolve(
            next.Find(DeviceConfiguration.ConfigurationPath(recipe.Name)) as ConfigContainer,
            recipe.DefaultConfiguration, UpdateOf(document, next, recipe.Name), timeMs, notes);
        foreach (var note in notes) DeploymentLog.Warning(logger, document.Id, $"{recipe.Name}: {note}");
        return resolved;
    }

    private ComponentRecord RecordOf(DeploymentDocument document, ConfigContainer before, Recipe recipe, RecipeManifest manifest, ComponentValues values)
    {
        var notes = new List<string>();
        var (lifecycle, unresolved) = Interpolator.Lifecycle(LifecycleSelection.Resolve(recipe, manifest, notes), values);
        foreach (var note in notes) DeploymentLog.Warning(logger, document.Id, $"{recipe.Name}: {note}");
        Tell(document, recipe, unresolved);
        var current = ComponentRecords.Find(before, recipe.Name)?.RunWith ?? new RunWith();
        var isOwn = GroupRecords.Find(before, document.Group)!.Roots.ContainsKey(recipe.Name);
        return new ComponentRecord
        {
            Name = recipe.Name,
            Version = recipe.Version.Text,
            Type = recipe.Type,
            Dependencies = recipe.Dependencies.ToDictionary(entry => entry.Key, entry => entry.Value.Type, StringComparer.Ordinal),
            Lifecycle = lifecycle,
            RunWith = isOwn && document.Roots.TryGetValue(recipe.Name, out var request) ? RunWithOf(current, request.RunWith, document.Kind) : current,
            IsRoot = GroupRecords.All(before).Any(group => group.Roots.ContainsKey(recipe.Name)),
        };
    }

    /// <summary>A user that is not named stays, an empty one is the default. Limits that a fleet does not name go; on the device they stay (section 6).</summary>
    private static RunWith RunWithOf(RunWith current, RunWith? asked, DeploymentKind kind)
    {
        var isLocal = kind == DeploymentKind.Local;
        return new RunWith
        {
            PosixUser = asked?.PosixUser switch { null => current.PosixUser, "" => null, var user => user },
            Cpus = asked?.Cpus ?? (isLocal ? current.Cpus : null),
            MemoryKiB = asked?.MemoryKiB ?? (isLocal ? current.MemoryKiB : null),
        };
    }

    private Dictionary<string, RecipeManifest> ChooseManifests(ConfigContainer next, IEnumerable<Recipe> recipes)
    {
        var platform = device.Platform.Override(next.Find([.. DeviceConfiguration.ConfigurationPath(BuiltInComponents.Nucleus), "platformOverride"])?.ToJson() as JsonObject);
        return recipes.ToDictionary(recipe => recipe.Name, recipe => platform.Choose(recipe) ?? throw new DeploymentException(
            $"No manifest of {recipe.Name} {recipe.Version} fits this device: {platform}. Add one to the recipe, or set platformOverride of {BuiltInComponents.Nucleus}.",
            [DeploymentErrors.Loading, RecipeErrorCodes.NoManifestFits], ErrorTypes.Device), StringComparer.Ordinal);
    }

    private static void CheckImages(IReadOnlyList<Recipe> recipes, Dictionary<string, RecipeManifest> manifests)
    {
        foreach (var recipe in recipes)
        {
            foreach (var artifact in manifests[recipe.Name].Artifacts.Where(artifact => artifact.Scheme == "docker"))
            {
                Require(recipe, recipes, BuiltInComponents.DockerApplicationManager, DeploymentErrors.MissingDocker);
                if (ImageReference.IsPrivateCloudRegistry(ImageReference.OfUri(artifact.Uri))) Require(recipe, recipes, BuiltInComponents.TokenExchangeService, DeploymentErrors.MissingTokens);
            }
        }
    }

    private static void Require(Recipe recipe, IReadOnlyList<Recipe> recipes, string needed, string code)
    {
        if (recipes.Any(other => other.Name == needed)) return;
        throw new DeploymentException($"{recipe.Name} {recipe.Version} has a container image, for which {needed} must be deployed. Add it to the recipe's dependencies.", [code], ErrorTypes.Request);
    }

    private static void CheckCapabilities(DeploymentDocument document)
    {
        var missing = document.RequiredCapabilities.Except(Capabilities, StringComparer.Ordinal).ToArray();
        if (missing.Length == 0) return;
        throw new DeploymentException(
            $"The deployment requires {string.Join(", ", missing)}; this device has {string.Join(", ", Capabilities)}.", [DeploymentErrors.MissingCapabilities], ErrorTypes.Request);
    }

    private static bool IsOptionSet(ConfigContainer next, Dictionary<string, ConfigContainer> configurations, string option)
    {
        var nucleus = configurations.GetValueOrDefault(BuiltInComponents.Nucleus) ?? next.Find(DeviceConfiguration.ConfigurationPath(BuiltInComponents.Nucleus)) as ConfigContainer;
        return nucleus?.Find(option) is ConfigLeaf { Value: { } value }
            && (value.GetValueKind() == JsonValueKind.True || (value.GetValueKind() == JsonValueKind.String && bool.TryParse(value.GetValue<string>(), out var text) && text));
    }

    private void Tell(DeploymentDocument document, Recipe recipe, IEnumerable<UnresolvedPlaceholder> unresolved)
    {
        foreach (var placeholder in unresolved) DeploymentLog.Warning(logger, document.Id, $"{recipe.Name}: {placeholder}");
    }
}
