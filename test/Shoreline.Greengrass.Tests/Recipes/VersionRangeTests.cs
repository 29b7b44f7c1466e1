using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

public sealed class VersionRangeTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    [Theory]
    [InlineData("1.2.3", "1.2.3 1.2.3+b", "1.2.2 1.2.4 1.2.3-a")]
    [InlineData("=1.2.3", "1.2.3", "1.2.4")]
    [InlineData(">1.2.3", "1.2.4 2.0.0", "1.2.3 1.2.4-a")]
    [InlineData(">=1.2.3", "1.2.3 9.0.0", "1.2.2")]
    [InlineData("<1.2.3", "1.2.2 0.0.0", "1.2.3 1.2.3-a")]
    [InlineData("<=1.2.3", "1.2.3", "1.2.4")]
    [InlineData(">=2.0.0 <2.13.0", "2.0.0 2.12.99", "1.9.9 2.13.0 2.13.0-rc.1")]
    [InlineData("1.0.0 || >=3.0.0", "1.0.0 3.1.0", "2.0.0")]
    [InlineData("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-a")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.0.2")]
    [InlineData("^1.1", "1.1.0 1.9.9", "1.0.9 2.0.0")]
    [InlineData("^2.0", "2.0.0 2.9.0", "1.9.9 3.0.0")]
    [InlineData("^0", "0.0.0 0.9.9", "1.0.0")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("^1.x", "1.0.0 1.9.9", "2.0.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0")]
    [InlineData("~1.2", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [InlineData("~1", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData("~>1.2", "1.2.9", "1.3.0")]
    [InlineData("1.2.x", "1.2.0 1.2.9", "1.3.0 1.1.9")]
    [InlineData("1.x", "1.0.0 1.9.9", "2.0.0 2.0.0-a 1.1.0-a")]
    [InlineData("1.X.*", "1.5.5", "2.0.0")]
    [InlineData("1.2", "1.2.7", "1.3.0")]
    [InlineData("=1", "1.2.7", "2.0.0")]
    [InlineData("*", "0.0.0 7.7.7", "1.0.0-a")]
    [InlineData("x", "0.0.0", "1.0.0-a")]
    [InlineData("", "0.0.0 7.7.7", "1.0.0-a")]
    [InlineData(" ", "1.0.0", "1.0.0-a")]
    [InlineData(">=0.0.0", "0.0.0 7.7.7", "1.0.0-a")]
    [InlineData(">0.0.0 <3.0.0", "0.0.1 2.9.9", "0.0.0 3.0.0")]
    [InlineData("1.2.3 - 2.3.4", "1.2.3 2.3.4", "1.2.2 2.3.5")]
    [InlineData("1.2 - 2.3", "1.2.0 2.3.9", "1.1.9 2.4.0")]
    [InlineData("1 - 2", "1.0.0 2.9.9", "0.9.9 3.0.0")]
    [InlineData(">1", "2.0.0", "1.9.9")]
    [InlineData(">1.2", "1.3.0", "1.2.9")]
    [InlineData("<=1.2", "1.2.9", "1.3.0")]
    [InlineData("<1.2", "1.1.9", "1.2.0")]
    [InlineData(">=1.2", "1.2.0", "1.1.9")]
    [InlineData(">*", "", "0.0.0 1.0.0 9.9.9")]
    [InlineData("<=*", "0.0.0 9.9.9", "1.0.0-a")]
    [InlineData(">= 1.2.3 < 2", "1.2.3 1.9.9", "2.0.0")]
    [InlineData("v1.2.3", "1.2.3", "1.2.4")]
    public void A_form_holds_what_it_means(string range, string inside, string outside)
    {
        var parsed = VersionRange.Parse(range);

        Assert.Equal(range, parsed.Text);
        Assert.All(inside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.True(parsed.Contains(SemanticVersion.Parse(version)), $"{version} in {range}"));
        Assert.All(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.False(parsed.Contains(SemanticVersion.Parse(version)), $"{version} not in {range}"));
    }

    [Theory]
    [InlineData(">=1.2.3-beta.2 <2.0.0", "1.2.3-beta.2 1.2.3-beta.10 1.2.3 1.9.9", "1.2.3-beta.1 1.3.0-beta.2 2.0.0-beta.1")]
    [InlineData("^1.2.3-beta.2", "1.2.3-beta.4 1.5.0", "1.2.4-beta.2 2.0.0-beta")]
    [InlineData("~1.2.3-beta.2", "1.2.3-beta.4 1.2.9", "1.2.4-beta.2 1.3.0")]
    [InlineData("1.0.0-rc.1", "1.0.0-rc.1", "1.0.0 1.0.0-rc.2")]
    [InlineData(">=1.0.0 || 2.0.0-a", "1.0.0 2.0.0-a", "2.0.0-b 1.1.0-a")]
    public void A_pre_release_is_in_a_range_that_names_its_numbers(string range, string inside, string outside) => A_form_holds_what_it_means(range, inside, outside);

    [Theory]
    [InlineData(">=1.0.0-rc.1", "1.0.0-rc.1 1.0.0-rc.2 1.0.0 2.0.0-a", "1.0.0-beta")]
    [InlineData("<2.0.0-rc.1", "1.5.0-a 2.0.0-beta 1.0.0", "2.0.0-rc.1 2.0.0")]
    public void A_single_comparator_with_a_pre_release_compares_plainly(string range, string inside, string outside) => A_form_holds_what_it_means(range, inside, outside);

    [Theory]
    [InlineData(">>1.0.0")]
    [InlineData("latest")]
    [InlineData("1.2.3.4")]
    [InlineData(">=")]
    [InlineData("^")]
    [InlineData("1.2.3 - ")]
    [InlineData("1.2-beta")]
    [InlineData("1.0.0 && 2.0.0")]
    [InlineData("01.0")]
    [InlineData("1.1000000")]
    [InlineData(">=1.0.0, <2.0.0")]
    public void Anything_else_is_none(string range) => Assert.False(VersionRange.TryParse(range, out _));

    [Fact]
    public void A_range_has_1024_characters_and_no_more()
    {
        Assert.True(VersionRange.TryParse(new string(' ', 1024), out _));
        Assert.False(VersionRange.TryParse(new string(' ', 1025), out _));
    }

    [Fact]
    public void Membership_is_that_of_a_reference() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var range = ReferenceRange.Any(random);
        var parsed = VersionRange.Parse(range.Text);
        for (var i = 0; i < 20; i++)
        {
            var version = ReferenceVersion.Any(random);
            Assert.True(range.Contains(version) == parsed.Contains(SemanticVersion.Parse(version.Text)), $"'{range.Text}' and {version.Text}");
        }
    }).Check(Thorough);
}
