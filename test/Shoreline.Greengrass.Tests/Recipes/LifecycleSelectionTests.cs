using Shoreline.Greengrass.Recipes.Lifecycles;
using static Shoreline.Greengrass.Tests.Recipes.RecipeText;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>greengrass-components, 1.8.</summary>
public sealed class LifecycleSelectionTests
{
    [Theory]
    [InlineData("{ gpu: { Run: g }, all: { Run: a } }", "gpu", """{"Run":"g"}""")]
    [InlineData("{ gpu: { Run: g }, all: { Run: a } }", "", """{"Run":"a"}""")]
    [InlineData("{ Run: { gpu: { Script: g, Timeout: 5 }, all: { Script: a } } }", "gpu", """{"Run":{"Script":"g","Timeout":5}}""")]
    [InlineData("{ Run: { Script: { gpu: g, all: a }, Timeout: 5 } }", "gpu", """{"Run":{"Script":"g","Timeout":5}}""")]
    [InlineData("{ gpu: { Run: { all: { Script: { gpu: g } } } } }", "gpu", """{"Run":{"Script":"g"}}""")]
    [InlineData("{ Run: { gpu: g } }", "", "{}")]
    [InlineData("{ Run: { GPU: g, all: a } }", "gpu", """{"Run":"a"}""")]
    [InlineData("{ Run: { gpu: null, all: a } }", "gpu", """{"Run":"a"}""")]
    [InlineData("{ Run: { cuda: c, gpu: g, all: a } }", "gpu, cuda", """{"Run":"g"}""")]
    [InlineData("{ Run: { cuda: c, all: a } }", "gpu, cuda", """{"Run":"c"}""")]
    [InlineData("{ Run: run, Install: null, errorResetTime: 5 }", "gpu", """{"Run":"run","errorResetTime":5}""")]
    [InlineData("{ Run: { Script: { gpu: g } } }", "", """{"Run":{}}""")]
    [InlineData("{ run: a, RUN: b }", "", """{"run":"b"}""")]
    [InlineData("{}", "gpu", "{}")]
    public void Selections_pick_from_the_global_lifecycle(string lifecycle, string selections, string expected)
    {
        // A second manifest makes the keys selectable where the first does not select them.
        var recipe = Yaml($"{Head}Lifecycle: {lifecycle}\nManifests:\n  - Selections: [ {selections} ]\n  - Selections: [ gpu, cuda ]\n");

        Assert.Equal(expected, LifecycleSelection.Resolve(recipe, recipe.Manifests[0]).ToJsonString());
    }

    [Fact]
    public void A_key_that_no_manifest_selects_is_not_a_selection_key()
    {
        var recipe = Yaml($"{Head}Lifecycle: {{ Run: {{ Script: r, Setenv: {{ gpu: x }} }} }}\nManifests: [ {{}} ]\n");

        Assert.Equal("""{"Run":{"Script":"r","Setenv":{"gpu":"x"}}}""", LifecycleSelection.Resolve(recipe, recipe.Manifests[0]).ToJsonString());
    }

    [Fact]
    public void Steps_beside_a_selection_key_are_dropped_and_told()
    {
        var recipe = Yaml($"{Head}Lifecycle: {{ Install: i, camera-pi: {{ Run: r }} }}\nManifests: [ {{ Selections: [ gpu ] }}, {{ Selections: [ camera-pi ] }} ]\n");
        var notes = new List<string>();

        Assert.Empty(LifecycleSelection.Resolve(recipe, recipe.Manifests[0], notes));
        Assert.Equal("""{"Run":"r"}""", LifecycleSelection.Resolve(recipe, recipe.Manifests[1]).ToJsonString());
        Assert.StartsWith("Lifecycle: 'Install' beside selection keys, and dropped", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifests_own_lifecycle_is_used_as_it_is()
    {
        var recipe = Yaml($"{Head}Lifecycle: {{ Run: global }}\nManifests: [ {{ Selections: [ gpu ], Lifecycle: {{ Run: {{ gpu: g, Script: own }} }} }}, {{ Lifecycle: {{}} }} ]\n");

        Assert.Equal("""{"Run":{"gpu":"g","Script":"own"}}""", LifecycleSelection.Resolve(recipe, recipe.Manifests[0]).ToJsonString());
        Assert.Equal("""{"Run":"global"}""", LifecycleSelection.Resolve(recipe, recipe.Manifests[1]).ToJsonString());
    }
}
