using System.Diagnostics;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes;
using Templates = System.Collections.Generic.Dictionary<string, string?>;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>greengrass-components, 1.7.</summary>
public sealed class DevicePlatformTests
{
    private static readonly DevicePlatform Pi = DevicePlatform.FromUname("Linux", "armv7l");

    [Theory]
    [InlineData("Linux", "x86_64", "architecture=amd64, os=linux")]
    [InlineData("Darwin", "arm64", "architecture=aarch64, os=darwin")]
    [InlineData("Windows_NT", "amd64", "architecture=amd64, os=windows")]
    [InlineData("FreeBSD", "riscv64", "architecture=unknown, os=unknown")]
    [InlineData("Linux", "i686", "architecture=x86, os=linux")]
    [InlineData("Linux", "aarch64", "architecture=aarch64, os=linux")]
    [InlineData("Linux", "armv6l", "architecture=arm, architecture.detail=armv6l, os=linux")]
    [InlineData("Linux", "armv8b", "architecture=arm, architecture.detail=armv8b, os=linux")]
    [InlineData("Linux", "armv5tel", "architecture=arm, os=linux")]
    public void A_machine_is_known_by_its_names(string system, string machine, string attributes) => Assert.Equal(attributes, DevicePlatform.FromUname(system, machine).ToString());

    [Fact]
    public void This_machine_is_what_uname_says()
    {
        using var uname = Process.Start(new ProcessStartInfo("uname", "-m") { RedirectStandardOutput = true })!;
        var machine = uname.StandardOutput.ReadToEnd().Trim();
        uname.WaitForExit();

        Assert.Equal(DevicePlatform.FromUname("Linux", machine).ToString(), DevicePlatform.OfThisMachine().ToString());
    }

    [Theory]
    [InlineData("os", null, true)]
    [InlineData("os", "*", true)]
    [InlineData("runtime", "*", true)]
    [InlineData("runtime", null, true)]
    [InlineData("runtime", "aws_nucleus_lite", false)]
    [InlineData("runtime", "/.*/", false)]
    [InlineData("os", "linux", true)]
    [InlineData("os", "Linux", false)]
    [InlineData("OS", "linux", false)]
    [InlineData("os", "/darwin|linux/", true)]
    [InlineData("os", "/lin/", false)]
    [InlineData("os", "/lin|linux/", true)]
    [InlineData("os", "//", false)]
    [InlineData("os", "/", false)]
    [InlineData("os", "all", true)]
    [InlineData("architecture", "any", true)]
    [InlineData("architecture.detail", "any", false)]
    [InlineData("architecture.detail", "/armv[67]l/", true)]
    [InlineData("os", "!windows", false)]
    [InlineData("os", "", false)]
    [InlineData("architecture", "arm", true)]
    public void A_template_is_satisfied_by_the_rules_in_their_order(string attribute, string? template, bool fits) =>
        Assert.Equal(fits, Pi.Choose(Recipe(new Templates { [attribute] = template })) is not null);

    [Fact]
    public void Every_template_must_be_satisfied()
    {
        Assert.NotNull(Pi.Choose(Recipe(new Templates { ["os"] = "linux", ["architecture"] = "arm" })));
        Assert.Null(Pi.Choose(Recipe(new Templates { ["os"] = "linux", ["architecture"] = "amd64" })));
    }

    [Fact]
    public void The_first_manifest_that_fits_is_chosen_and_one_without_platform_fits_all()
    {
        var recipe = Recipe(new Templates { ["os"] = "windows" }, new Templates { ["os"] = "linux" }, [], new Templates { ["os"] = "linux" });

        Assert.Same(recipe.Manifests[1], Pi.Choose(recipe));
        Assert.Same(recipe.Manifests[2], DevicePlatform.FromUname("Darwin", "arm64").Choose(recipe));
        Assert.Null(Pi.Choose(Recipe(new Templates { ["os"] = "windows" })));
    }

    [Fact]
    public void The_override_adds_and_replaces_strings_alone()
    {
        var platform = Pi.Override(new JsonObject { ["os"] = "darwin", ["gpu"] = "orin", ["architecture"] = 5, ["architecture.detail"] = "" });

        Assert.Equal("architecture=arm, architecture.detail=, gpu=orin, os=darwin", platform.ToString());
        Assert.NotNull(platform.Choose(Recipe(new Templates { ["gpu"] = "/orin|xavier/" })));
        Assert.Null(platform.Choose(Recipe(new Templates { ["architecture.detail"] = "/.*/" })));
        Assert.Equal(Pi.ToString(), Pi.Override(null).ToString());
    }

    [Theory]
    [InlineData("/[/", "is no regular expression")]
    [InlineData("/(x+x+)+y/", "is not decided within 250 ms")]
    public void A_pattern_that_cannot_be_decided_does_not_fit_and_is_told(string pattern, string why)
    {
        var notes = new List<string>();

        Assert.Null(Pi.Override(new JsonObject { ["gpu"] = new string('x', 40) }).Choose(Recipe(new Templates { ["gpu"] = pattern }), notes));
        Assert.Contains($"Manifests[0].Platform.gpu: '{pattern}' {why}", Assert.Single(notes), StringComparison.Ordinal);
    }

    private static Recipe Recipe(params Templates[] platforms) => new()
    {
        Name = "a",
        Version = SemanticVersion.Parse("1.0.0"),
        Manifests = [.. platforms.Select(platform => new RecipeManifest { Platform = platform })],
    };
}
