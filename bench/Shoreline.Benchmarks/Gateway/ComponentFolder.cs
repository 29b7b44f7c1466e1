using System.Security.Cryptography;

namespace Shoreline.Benchmarks.Gateway;

/// <summary>Small components as their author has them: a folder of recipes and one of artifacts. Each runs one <c>sleep</c>.</summary>
internal sealed class ComponentFolder
{
    public const string Version = "1.0.0";

    private ComponentFolder(string folder, int count)
    {
        (Recipes, Artifacts) = (Path.Combine(folder, "recipes"), Path.Combine(folder, "artifacts"));
        Names = [.. Enumerable.Range(1, count).Select(number => $"com.example.Small{number}")];
    }

    public string Recipes { get; }

    public string Artifacts { get; }

    public IReadOnlyList<string> Names { get; }

    public long ArtifactBytes { get; private set; }

    /// <param name="artifacts">Sizes of each component's artifacts, in bytes. What is in them is random: no two are alike.</param>
    public static ComponentFolder Write(string folder, int count, IReadOnlyList<int> artifacts)
    {
        var components = new ComponentFolder(folder, count);
        Directory.CreateDirectory(components.Recipes);
        foreach (var name in components.Names) components.Write(name, artifacts);
        return components;
    }

    private void Write(string name, IReadOnlyList<int> artifacts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Artifacts, name, Version)).FullName;
        var uris = "";
        for (var i = 0; i < artifacts.Count; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"part{i}.bin"), RandomNumberGenerator.GetBytes(artifacts[i]));
            uris += $"\n      - URI: s3://example/part{i}.bin"; // found by its name in the folder of artifacts
            ArtifactBytes += artifacts[i];
        }
        File.WriteAllText(Path.Combine(Recipes, $"{name}-{Version}.yaml"), $$"""
            RecipeFormatVersion: "2020-01-25"
            ComponentName: {{name}}
            ComponentVersion: {{Version}}
            Manifests:
              - Lifecycle: { Run: exec sleep 100000 }
                Artifacts: {{(artifacts.Count == 0 ? "[]" : uris)}}

            """);
    }
}
