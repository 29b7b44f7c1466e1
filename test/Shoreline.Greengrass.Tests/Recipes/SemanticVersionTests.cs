using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

public sealed class SemanticVersionTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    [Theory]
    [InlineData("0.0.0")]
    [InlineData("1.2.3-alpha.1+build.007")]
    [InlineData("999999.999999.999999")]
    [InlineData("1.0.0-0a.-.x-y")]
    [InlineData("1.0.0-99999999999999999999")]
    public void A_version_keeps_its_text(string text) => Assert.Equal(text, SemanticVersion.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.1000000")]
    [InlineData("1.0.99999999999999999999")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-ä")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0+a b")]
    [InlineData(" 1.0.0")]
    [InlineData("-1.0.0")]
    public void Anything_else_is_none(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void A_version_has_64_characters_and_no_more()
    {
        Assert.True(SemanticVersion.TryParse("1.0.0-" + new string('a', 58), out _));
        Assert.False(SemanticVersion.TryParse("1.0.0-" + new string('a', 59), out _));
    }

    [Fact]
    public void The_order_of_the_specification_holds()
    {
        string[] ordered = ["1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.9.0", "1.10.0", "2.0.0"];

        Assert.Equal(ordered, ordered.Reverse().Select(SemanticVersion.Parse).Order().Select(version => version.Text));
    }

    [Fact]
    public void Build_metadata_does_not_count_in_order_and_does_in_identity()
    {
        var (a, b) = (SemanticVersion.Parse("1.0.0+a"), SemanticVersion.Parse("1.0.0+b"));

        Assert.Equal(0, a.CompareTo(b));
        Assert.NotEqual(a, b);
        Assert.True(a <= b && a >= b && !(a < b));
    }

    [Theory]
    [InlineData("1.0.0", true)]
    [InlineData("1.0.0-rc.1", true)]
    [InlineData("1.0.0-1", false)]
    [InlineData("1.0.0-1a", false)]
    public void A_root_has_no_pre_release_that_starts_with_a_digit(string text, bool can) => Assert.Equal(can, SemanticVersion.Parse(text).CanBeRoot);

    [Fact]
    public void Precedence_is_that_of_a_reference() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var (a, b) = (ReferenceVersion.Any(random), ReferenceVersion.Any(random));
        Assert.Equal(Math.Sign(a.CompareTo(b)), Math.Sign(SemanticVersion.Parse(a.Text).CompareTo(SemanticVersion.Parse(b.Text))));
    }).Check(Thorough);
}
