using Shoreline.Greengrass.Recipes.Documents;
using Shoreline.Greengrass.Recipes.Interpolation;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Greengrass.Recipes;

/// <summary>What a recipe would be on a device: for its author, before anything is deployed.</summary>
public sealed class RecipeCheck
{
    private RecipeCheck(Recipe? recipe) => Recipe = recipe;

    /// <summary>Null where the file is no recipe.</summary>
    public Recipe? Recipe { get; }

    /// <summary>
    /// Index of the manifest that fits the device; null where none does, which is no fault: the recipe may be another device's.
    /// </summary>
    public int? ManifestIndex { get; private init; }

    /// <summary>Steps that would run here.</summary>
    public IReadOnlyList<StepName> Steps { get; private init; } = [];

    /// <summary>What would fail: in the file, or in the steps and artifacts that this device would use.</summary>
    public required IReadOnlyList<RecipeFault> Faults { get; init; }

    /// <summary>What is in the file and of no effect.</summary>
    public required IReadOnlyList<RecipeFault> Notes { get; init; }

    public static RecipeCheck Run(ReadOnlySpan<byte> file, RecipeSyntax syntax, string source, DevicePlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var notes = new List<RecipeFault>();
        Recipe recipe;
        try
        {
            recipe = RecipeReader.Read(file, syntax, source, notes);
        }
        catch (RecipeException e)
        {
            return new RecipeCheck(null) { Faults = e.Faults, Notes = [] };
        }
        return OnDevice(recipe, RecipeReader.ReadDocument(file, syntax), platform, notes);
    }

    private static RecipeCheck OnDevice(Recipe recipe, RecipeNode root, DevicePlatform platform, List<RecipeFault> notes)
    {
        var sentences = new List<string>();
        var manifest = platform.Choose(recipe, sentences);
        if (manifest is null)
        {
            notes.AddRange(sentences.Select(sentence => Locate(root, sentence)));
            return new RecipeCheck(recipe) { Faults = [], Notes = notes };
        }
        var index = recipe.Manifests.Index().First(pair => ReferenceEquals(pair.Item, manifest)).Index;
        var at = manifest.Lifecycle.Count > 0 ? $"Manifests[{index}].Lifecycle" : "Lifecycle";
        // Options may be placeholders: what counts is what the defaults make of them, and not what only a deployment can know.
        var (lifecycle, unresolved) = Interpolator.Lifecycle(
            LifecycleSelection.Resolve(recipe, manifest, sentences), new SampleValues(recipe));
        var steps = LifecycleSteps.Read(lifecycle);
        sentences.AddRange(steps.Notes.Select(note => $"{at}.{note}"));
        notes.AddRange(sentences.Select(sentence => Locate(root, sentence)));
        var open = unresolved.Select(placeholder => placeholder.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var faults = steps.Steps.SelectMany(step => step.Faults).Distinct().Where(fault => !open.Contains(fault.Path))
            .Select(fault => Locate(root, $"{at}.{fault}"));
        return new RecipeCheck(recipe)
        {
            ManifestIndex = index,
            Steps = [.. steps.Steps.Where(step => !step.IsBlank).Select(step => step.Name)],
            Faults = [.. faults.Concat(ArtifactFaults(manifest, index, root)).OrderBy(fault => (fault.Line, fault.Column))],
            Notes = notes,
        };
    }

    private static IEnumerable<RecipeFault> ArtifactFaults(RecipeManifest manifest, int index, RecipeNode root)
    {
        foreach (var (number, artifact) in manifest.Artifacts.Index())
        {
            if (artifact.Scheme is "s3" or "docker" or "greengrass") continue;
            var what = artifact.Scheme is null
                ? $"{Quoted.Text(artifact.Uri)} has no scheme"
                : $"{Quoted.Text(artifact.Scheme)} is not a scheme that artifacts are fetched by";
            var fault = Locate(root, $"Manifests[{index}].Artifacts[{number}].URI: {what}; s3:, docker: and greengrass: are");
            yield return fault with { Code = artifact.Scheme is null ? RecipeErrorCodes.EmptyArtifactScheme : RecipeErrorCodes.UnsupportedArtifactScheme };
        }
    }

    /// <summary>A sentence that begins with its key path, as a fault at the deepest place of the path that the file has.</summary>
    private static RecipeFault Locate(RecipeNode root, string sentence)
    {
        var colon = sentence.IndexOf(": ", StringComparison.Ordinal);
        var (path, message) = (sentence[..colon], sentence[(colon + 2)..]);
        var (line, column) = RecipePlaces.Find(root, path);
        return new RecipeFault(path, line, column, message, RecipeErrorCodes.ParseError);
    }

    /// <summary>Values for a recipe that is not deployed: its own defaults, and names in place of what a device would have.</summary>
    private sealed class SampleValues(Recipe recipe) : IPlaceholderValues
    {
        public string RootPath => "/greengrass/v2";

        public string ThingName => "thing";

        public bool IsDependency(string component) => recipe.Dependencies.ContainsKey(component);

        public string PathOf(string? component, ComponentFolder folder) => $"{RootPath}/{folder}/{component ?? recipe.Name}";

        public System.Text.Json.Nodes.JsonObject ConfigurationOf(string? component) => component is null ? recipe.DefaultConfiguration : [];
    }
}
