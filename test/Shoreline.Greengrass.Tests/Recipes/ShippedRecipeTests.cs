using System.Diagnostics;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Interpolation;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>The recipes under components/: those of the gateway's own parts, and the examples.</summary>
public sealed class ShippedRecipeTests
{
    private static readonly string Components =
        Path.Combine(Assets.FindHome() ?? throw new InvalidOperationException("Set SHORELINE_HOME."), "components");

    /// <summary>Files named <c>recipe</c>, and all that lie in a folder <c>recipes</c>; by their path below components/.</summary>
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Components, "*", SearchOption.AllDirectories)
            .Where(path => RecipeReader.TryGetSyntax(path, out _))
            .Where(path => IsInRecipes(path) || Path.GetFileNameWithoutExtension(path) == "recipe")
            .Select(path => Path.GetRelativePath(Components, path))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void There_are_recipes_of_both_kinds_and_syntaxes()
    {
        var files = Files.Select(row => row.Data).ToList();
        Assert.Contains("shoreline.Broker/recipe.yaml", files);
        Assert.Contains("examples/pipeline/recipes/com.example.Page-1.0.0.yaml", files);
        Assert.Contains("examples/python-telemetry/recipes/com.example.Telemetry-1.0.0.json", files);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_in_it_is_wrong_or_without_effect(string file)
    {
        var ignored = new List<RecipeFault>();
        var recipe = Read(file, ignored);
        Assert.Empty(ignored);
        foreach (var steps in Lifecycles(recipe))
        {
            Assert.Empty(steps.Notes);
            Assert.NotEmpty(steps.Steps);
            Assert.All(steps.Steps, step => Assert.Null(step.Fault));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_is_named_as_local_deployments_name_theirs(string file)
    {
        var recipe = Read(file);
        var expected = IsInRecipes(file) ? $"{recipe.Name}-{recipe.Version}" : $"{recipe.Name}/recipe";
        Assert.EndsWith(expected + Path.GetExtension(file), file, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_placeholder_has_a_value_and_every_script_is_one_of_the_shell(string file)
    {
        var recipe = Read(file);
        var values = new Values(recipe, Neighbours(file));
        foreach (var manifest in recipe.Manifests)
        {
            var (lifecycle, unresolved) = Interpolator.Lifecycle(LifecycleSelection.Resolve(recipe, manifest), values);
            Assert.Empty(unresolved);
            Assert.All(LifecycleSteps.Read(lifecycle).Steps, step => Assert.Equal("", Complaint(step.Script)));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_it_needs_lies_beside_it(string file)
    {
        var recipe = Read(file);
        var neighbours = Neighbours(file);
        foreach (var (name, dependency) in recipe.Dependencies)
        {
            if (name.StartsWith("aws.greengrass.", StringComparison.Ordinal)) continue; // the gateway itself
            Assert.Contains(neighbours, other => other.Name == name && dependency.Requirement.Contains(other.Version));
        }
        var artifacts = Path.Combine(Components, FolderOf(file)!, "..", "artifacts", recipe.Name, recipe.Version.ToString());
        foreach (var artifact in recipe.Manifests.SelectMany(manifest => manifest.Artifacts).Where(artifact => !IsBuilt(artifact)))
        {
            Assert.True(File.Exists(Path.Combine(artifacts, artifact.FileName)), $"{artifacts}/{artifact.FileName}");
        }
    }

    private static bool IsInRecipes(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == "recipes";

    /// <summary>Image archives and packed programs are made on the machine.</summary>
    private static bool IsBuilt(RecipeArtifact artifact) => Path.GetExtension(artifact.FileName) is ".tar" or ".zip";

    private static IEnumerable<LifecycleSteps> Lifecycles(Recipe recipe) =>
        recipe.Manifests.Select(manifest => LifecycleSteps.Read(LifecycleSelection.Resolve(recipe, manifest)));

    private static Recipe Read(string file, ICollection<RecipeFault>? ignored = null)
    {
        Assert.True(RecipeReader.TryGetSyntax(file, out var syntax));
        return RecipeReader.Read(File.ReadAllBytes(Path.Combine(Components, file)), syntax.Value, file, ignored);
    }

    private static List<Recipe> Neighbours(string file) =>
        [.. Files.Select(row => row.Data).Where(other => FolderOf(other) == FolderOf(file)).Select(other => Read(other))];

    private static string? FolderOf(string file) => Path.GetDirectoryName(file);

    /// <summary>What the shell says of a script that it reads and does not run.</summary>
    private static string Complaint(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-n", "-c", script]) { RedirectStandardError = true })!;
        var complaint = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0 ? complaint : $"exit code {shell.ExitCode}: {complaint}";
    }

    /// <summary>A recipe with its defaults, and those beside it as what it depends on.</summary>
    private sealed class Values(Recipe recipe, IReadOnlyList<Recipe> neighbours) : IPlaceholderValues
    {
        public string RootPath => "/greengrass/v2";

        public string ThingName => "gw-01";

        public bool IsDependency(string component) => recipe.Dependencies.ContainsKey(component) && Find(component) is not null;

        public string PathOf(string? component, ComponentFolder folder) => $"{RootPath}/{folder}/{component ?? recipe.Name}";

        public JsonObject ConfigurationOf(string? component) => (component is null ? recipe : Find(component)!).DefaultConfiguration;

        private Recipe? Find(string component) => neighbours.FirstOrDefault(other => other.Name == component);
    }
}
