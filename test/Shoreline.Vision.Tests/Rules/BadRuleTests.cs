using System.Runtime.CompilerServices;
using Shoreline.Core;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Each file of <c>bad/</c> is refused with the messages of the text beside it.</summary>
public sealed class BadRuleTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!, "bad");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_file_is_refused_with_every_fault_and_its_place(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name));

        var refused = Assert.Throws<InvalidInputException>(() => RuleFile.Parse(bytes, name, RuleText.Known));

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".txt"))).TrimEnd('\n'), refused.Message);
    }

    [Fact]
    public void There_are_30_bad_files() => Assert.Equal(30, Names.Count);

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var refused = Assert.Throws<InvalidInputException>(() => RuleFile.Parse(new byte[300_000], "big.yaml"));
        Assert.Contains("has 300,000 bytes; at most 262,144 are read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_nothing_but_mistakes_gives_a_message_of_bounded_length()
    {
        var text = "rules:\n" + string.Concat(Enumerable.Range(0, 250).Select(i => $"  - {{ nmae: rule {i}, zone: nowhere, for: long }}\n"));
        var lines = Assert.Throws<InvalidInputException>(() => RuleText.Parse(text)).Message.Split('\n');
        Assert.Equal(101, lines.Length);
        Assert.Matches("and [0-9]+ more faults$", lines[^1]);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
