using System.Text.Json.Nodes;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.OwnComponents;

/// <summary>Recipes of the gateway's own components: those of <c>components/</c>, and what <c>edge.yaml</c> says of programs of the user's.</summary>
internal static class OwnRecipes
{
    public const string Broker = "shoreline.Broker";
    public const string Vision = "shoreline.Vision";
    public const string SensorSource = "shoreline.SensorSource";
    public const string Aggregator = "shoreline.Aggregator";

    /// <summary>Component of a group of cameras: the default group's has the recipe's own name.</summary>
    public static string VisionOf(string group) => group == CameraConfig.DefaultGroup ? Vision : $"{Vision}.{group}";

    /// <summary>Reads a recipe that this program brings along.</summary>
    public static Recipe Read(string name)
    {
        var file = $"{name}.recipe.yaml";
        using var stream = typeof(OwnRecipes).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The program holds no {file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return RecipeReader.Read(bytes, RecipeSyntax.Yaml, file);
    }

    /// <summary>A program of the user's, under the life cycle of the gateway's own: started again for ever, after a pause.</summary>
    public static Recipe Of(ComponentConfig component)
    {
        var environment = new JsonObject();
        foreach (var (name, value) in component.Environment) environment[name] = value;
        return new Recipe
        {
            Name = component.Name,
            Version = SemanticVersion.Parse("1.0.0"),
            Description = "A program of edge.yaml.",
            Manifests =
            [
                new RecipeManifest
                {
                    Lifecycle = new JsonObject
                    {
                        ["errorResetTime"] = 0,
                        ["Setenv"] = environment,
                        ["Run"] = new JsonObject { ["Script"] = ForEver(component.Run) },
                        ["Recover"] = "sleep 1",
                    },
                },
            ],
        };
    }

    /// <summary>A program that is kept running: its end is a failure, whatever it says.</summary>
    private static string ForEver(string run) => $"(\n{run}\n)\necho \"ended with exit code $?; it is started again\" >&2\nexit 1";
}
