using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Recipes around the piece that a test is about.</summary>
internal static class RecipeText
{
    public const string Head = "RecipeFormatVersion: 2020-01-25\nComponentName: com.example.Camera\nComponentVersion: 1.0.0\n";
    public const string Manifests = "Manifests:\n  - Lifecycle: { Run: ./run.sh }\n";

    public static Recipe Yaml(string text) => RecipeReader.Read(text, RecipeSyntax.Yaml, "recipe.yaml");

    public static Recipe Json(string text) => RecipeReader.Read(text, RecipeSyntax.Json, "recipe.json");

    public static Recipe WithConfiguration(string flow) => Yaml($"{Head}ComponentConfiguration: {{ DefaultConfiguration: {flow} }}\n{Manifests}");

    public static IReadOnlyList<RecipeFault> Faults(string yaml) => Assert.Throws<RecipeException>(() => Yaml(yaml)).Faults;

    public static RecipeFault Fault(string yaml) => Assert.Single(Faults(yaml));
}
