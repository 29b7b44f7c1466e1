using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Edge.Ipc.Authorization;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Resources of policies (greengrass-ipc, 5.3 and 5.4; acceptance 7).</summary>
public sealed class ResourcePatternTests
{
    [Theory]
    [InlineData("abc*xy*z", "abcxyz", true)]
    [InlineData("abc*xy*z", "abc123x123xyz", true)]
    [InlineData("abc*xy*z", "abc789xy56z123", false)]
    [InlineData("ab/*/c", "ab/1/3/2/c", true)]
    [InlineData("ab/*/c", "ab/1/c/", false)]
    [InlineData("**/abc", "7/8/abc", true)]
    [InlineData("*", "anything/at/all", true)]
    [InlineData("*", "*", true)]
    [InlineData("cam/#", "cam/#", true)]
    [InlineData("cam/#", "cam/1", false)]
    [InlineData("cam/*", "cam/#", true)]
    [InlineData("cam/*", "cam/", true)]
    [InlineData("cam/*", "cam", false)]
    [InlineData("cam/+", "cam/1", false)]
    [InlineData("cam/+", "cam/+", true)]
    [InlineData("Cam", "cam", false)]
    [InlineData("a${*}b", "a*b", true)]
    [InlineData("a${*}b", "axb", false)]
    [InlineData("a${?}b", "a?b", true)]
    [InlineData("a${$}{b", "a${b", true)]
    [InlineData("$aws/things/x", "$aws/things/x", true)]
    [InlineData("$", "$", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("abc", "ab", false)]
    [InlineData("a*", "a", true)]
    [InlineData("*a", "ba", true)]
    [InlineData("*a*", "bcd", false)]
    public void Acceptance_7_the_standard_match(string pattern, string text, bool matches) =>
        Assert.Equal(matches, StandardPattern.Parse(pattern, out _)!.Matches(text));

    [Theory]
    [InlineData("")]
    [InlineData("a?")]
    [InlineData("${")]
    [InlineData("${}")]
    [InlineData("${x}")]
    [InlineData("a${*")]
    [InlineData("a${**}")]
    [InlineData("\uFDD0")]
    public void Some_texts_are_no_resources(string pattern)
    {
        Assert.Null(StandardPattern.Parse(pattern, out var fault));
        Assert.NotNull(fault);
        Assert.Null(MqttPattern.Parse(pattern, out fault));
        Assert.NotNull(fault);
    }

    [Theory]
    [InlineData("abc/#", "abc", true)]
    [InlineData("abc/#", "abc/", true)]
    [InlineData("abc/#", "abc/1/2", true)]
    [InlineData("abc/#", "abcd", false)]
    [InlineData("#", "anything/at/all", true)]
    [InlineData("/#", "/a", true)]
    [InlineData("/#", "a", false)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a/+/c", "a/b/b/c", false)]
    [InlineData("+", "a", true)]
    [InlineData("+", "a/b", false)]
    [InlineData("+/+", "a/b", true)]
    [InlineData("+/#", "a", true)]
    [InlineData("+/#", "a/b/c", true)]
    [InlineData("a+", "ab", false)]
    [InlineData("a+", "a+", true)]
    [InlineData("w/qqq#", "w/qqqx", false)]
    [InlineData("w/qqq#", "w/qqq#", true)]
    [InlineData("12/#/", "12/3/", false)]
    [InlineData("12/#/", "12/#/", true)]
    [InlineData("##", "a", false)]
    [InlineData("##", "##", true)]
    [InlineData("#/x/y", "a/x/y", false)]
    [InlineData("$aws/things/*/shadow/name/x/update/delta", "$aws/things/a/b/shadow/name/x/update/delta", true)]
    [InlineData("a*/+/c", "ab/c/d/c", true)]
    [InlineData("a*/+/c", "ab/d/c/", false)]
    [InlineData("cam/#", "cam/#", true)]
    [InlineData("cam/+", "cam/#", true)]
    [InlineData("cam/1", "cam/#", false)]
    public void Acceptance_7_the_mqtt_match(string pattern, string text, bool matches) =>
        Assert.Equal(matches, MqttPattern.Parse(pattern, out _)!.Matches(text));

    [Fact]
    public void Any_pattern_matches_as_the_slow_way_says() => Prop.ForAll(
        Gen.Elements('a', 'b', '/', '*', '+').ArrayOf().ToArbitrary(),
        Gen.Elements('a', 'b', '/').ArrayOf().ToArbitrary(),
        (pattern, text) =>
        {
            if (pattern.Length == 0) return;
            var (p, t) = (new string(pattern), new string(text));
            Assert.Equal(Slowly(p, t, hasLevels: false, 0, 0), StandardPattern.Parse(p, out _)!.Matches(t));
            Assert.Equal(Slowly(p, t, hasLevels: true, 0, 0), MqttPattern.Parse(p, out _)!.Matches(t));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(14));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not()
    {
        var pattern = StandardPattern.Parse(string.Concat(Enumerable.Repeat("*a", 200)) + "b", out _)!;
        var watch = Stopwatch.StartNew();
        Assert.False(pattern.Matches(new string('a', 4_000)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5); // it would be the age of the universe by trying all ways
    }

    /// <summary>Tries every way that a wildcard could go.</summary>
    private static bool Slowly(string pattern, string text, bool hasLevels, int at, int from)
    {
        if (at == pattern.Length) return from == text.Length;
        var rest = Enumerable.Range(from, text.Length - from + 1);
        var fillsLevel = (at == 0 || pattern[at - 1] == '/') && (at + 1 == pattern.Length || pattern[at + 1] == '/');
        return pattern[at] switch
        {
            '*' => rest.Any(end => Slowly(pattern, text, hasLevels, at + 1, end)),
            '+' when hasLevels && fillsLevel => rest.Any(
                end => !text[from..end].Contains('/') && Slowly(pattern, text, hasLevels, at + 1, end)),
            var c => from < text.Length && text[from] == c && Slowly(pattern, text, hasLevels, at + 1, from + 1),
        };
    }
}
