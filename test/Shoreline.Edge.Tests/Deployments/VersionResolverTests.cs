using Shoreline.Edge.Deployments;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>Which versions are chosen (greengrass-components, 7.5 and section 14).</summary>
public sealed class VersionResolverTests
{
    private readonly List<Recipe> _recipes = [];
    private readonly Dictionary<string, string> _running = [];

    [Fact]
    public void What_runs_stays_where_it_fits_and_else_the_highest_is_chosen()
    {
        Add("a", "1.0.0").Add("a", "1.1.0").Add("a", "2.0.0");
        Assert.Equal(["a@1.1.0"], Resolve(("a", "^1.0.0")));

        _running["a"] = "1.0.0";

        Assert.Equal(["a@1.0.0"], Resolve(("a", "^1.0.0")));
        Assert.Equal(["a@2.0.0"], Resolve(("a", "^2.0.0")));
    }

    [Fact]
    public void Dependencies_come_before_their_dependents_and_serve_all_of_them()
    {
        Add("a", "1.0.0", ("lib", ">=1.0.0")).Add("b", "1.0.0", ("lib", "<2.0.0"), ("a", "*")).Add("lib", "1.0.0").Add("lib", "1.5.0").Add("lib", "2.0.0");

        Assert.Equal(["lib@1.5.0", "a@1.0.0", "b@1.0.0"], Resolve(("b", "1.0.0"), ("a", "1.0.0")));
    }

    [Fact]
    public void What_only_a_version_that_was_given_up_needed_is_not_there()
    {
        Add("a", "1.0.0", ("old", "*")).Add("a", "2.0.0", ("new", "*")).Add("old", "1.0.0").Add("new", "1.0.0").Add("z", "1.0.0", ("a", "^2.0.0"));
        _running["a"] = "1.0.0";

        Assert.Equal(["new@1.0.0", "a@2.0.0", "z@1.0.0"], Resolve(("a", "*"), ("z", "*")));
    }

    [Fact]
    public void A_constraint_that_nobody_has_any_more_does_not_stand_in_the_way()
    {
        Add("a", "1.0.0", ("lib", "^1.0.0")).Add("a", "2.0.0", ("lib", "^2.0.0")).Add("lib", "2.0.0").Add("z", "1.0.0", ("a", "^2.0.0"));
        _running["a"] = "1.0.0";

        Assert.Equal(["lib@2.0.0", "a@2.0.0", "z@1.0.0"], Resolve(("a", "*"), ("z", "*")));
    }

    [Fact]
    public void A_circle_is_named()
    {
        Add("a", "1.0.0", ("b", "*")).Add("b", "1.0.0", ("c", "*")).Add("c", "1.0.0", ("b", "*"));

        var error = Assert.Throws<DeploymentException>(() => Resolve(("a", "*")));

        Assert.Equal(["COMPONENT_CIRCULAR_DEPENDENCY_ERROR"], error.Codes);
        Assert.Equal("Components depend on themselves: b -> c -> b. Remove one of these dependencies.", error.Message);
    }

    [Fact]
    public void What_does_not_fit_is_explained()
    {
        Add("a", "1.0.0", ("lib", "^3.0.0")).Add("lib", "1.0.0").Add("lib", "2.0.0");

        var error = Assert.Throws<DeploymentException>(() => Resolve(("a", "*"), ("lib", "^1.0.0")));

        Assert.Equal(
            "No version of lib fits: component a 1.0.0 asks for ^3.0.0; group g asks for ^1.0.0. The device has 2.0.0, 1.0.0. Deploy with a recipe that fits, or change what is asked for.",
            error.Message);
    }

    [Theory]
    [InlineData("aws.greengrass.Nucleus", ">=2.0.0 <2.13.0", "2.12.6")]
    [InlineData("aws.greengrass.Nucleus", ">=2.4.0", "2.18.0")]
    [InlineData("aws.greengrass.Nucleus", ">=2.0.3 <2.1.0", "2.0.5")]
    [InlineData("aws.greengrass.Cli", ">=2.0.0", "2.18.0")]
    [InlineData("aws.greengrass.TokenExchangeService", ">=2.0.3 <2.1.0", "2.0.3")]
    [InlineData("aws.greengrass.TokenExchangeService", "~2.0.0", "2.0.3")]
    [InlineData("aws.greengrass.DockerApplicationManager", ">=2.0.8 <2.1.0", "2.0.15")]
    [InlineData("aws.greengrass.SecretManager", "~2.1.0", "2.1.8")]
    [InlineData("aws.greengrass.ShadowManager", "^2.0.0", "2.3.9")]
    [InlineData("aws.greengrass.StreamManager", "^2.0.0", "2.2.0")]
    [InlineData("aws.greengrass.clientdevices.mqtt.Moquette", "^2.0.0", "2.3.7")]
    public void Ranges_of_public_recipes_find_a_built_in_version(string name, string range, string version)
    {
        Add("a", "1.0.0", (name, range));

        Assert.Equal([$"{name}@{version}", "a@1.0.0"], Resolve(("a", "*")));
    }

    [Fact]
    public void A_nucleus_of_a_soft_dependency_may_be_another_and_it_is_said()
    {
        _recipes.Add(Recipe("a", "1.0.0", ("aws.greengrass.Nucleus", ">=1.0.0 <2.0.0")) with
        {
            Dependencies = new Dictionary<string, ComponentDependency> { ["aws.greengrass.Nucleus"] = new(VersionRange.Parse("<2.0.0"), DependencyType.Soft) },
        });

        var resolution = Run(("a", "*"));

        Assert.Equal("2.18.0", resolution.Components[0].Version.Text);
        Assert.Equal("component a 1.0.0 asks for <2.0.0 of aws.greengrass.Nucleus, softly, and gets 2.18.0", Assert.Single(resolution.Warnings));
    }

    [Theory]
    [InlineData(ComponentType.Plugin, "UNSUPPORTED_COMPONENT_TYPE")]
    [InlineData(ComponentType.Lambda, "UNSUPPORTED_COMPONENT_TYPE")]
    public void What_cannot_run_here_is_refused(ComponentType type, string code)
    {
        _recipes.Add(Recipe("a", "1.0.0") with { Type = type });

        Assert.Equal(code, Assert.Throws<DeploymentException>(() => Resolve(("a", "*"))).Codes[^1]);
    }

    private VersionResolverTests Add(string name, string version, params (string Name, string Range)[] needs)
    {
        _recipes.Add(Recipe(name, version, needs));
        return this;
    }

    private static Recipe Recipe(string name, string version, params (string Name, string Range)[] needs) => new()
    {
        Name = name,
        Version = SemanticVersion.Parse(version),
        Dependencies = needs.ToDictionary(need => need.Name, need => new ComponentDependency(VersionRange.Parse(need.Range))),
        Manifests = [new RecipeManifest()],
    };

    private string[] Resolve(params (string Name, string Range)[] roots) => [.. Run(roots).Components.Select(recipe => $"{recipe.Name}@{recipe.Version}")];

    private Resolution Run(params (string Name, string Range)[] roots) => VersionResolver.Resolve(new ResolutionRequest
    {
        Groups = [new GroupRoots("g", roots.ToDictionary(root => root.Name, root => VersionRange.Parse(root.Range)))],
        RecipesOf = name => [.. _recipes.Where(recipe => recipe.Name == name)],
        Running = _running,
    });
}
