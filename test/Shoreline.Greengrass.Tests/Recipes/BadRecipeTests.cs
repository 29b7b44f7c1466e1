using System.Runtime.CompilerServices;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Each file of <c>bad/</c> is refused with the messages of the text beside it, and the guide shows them.</summary>
public sealed class BadRecipeTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!, "bad");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_recipe_is_refused_with_its_messages(string name)
    {
        RecipeReader.TryGetSyntax(name, out var syntax);

        var refused = Assert.Throws<RecipeException>(() => RecipeReader.Read(File.ReadAllBytes(Path.Combine(Folder, name)), syntax!.Value, name));

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".txt"))).TrimEnd('\n'), refused.Message);
        Assert.Contains(refused.Message, Guide(), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_24_bad_recipes() => Assert.Equal(24, Names.Count);

    private static string Guide() => File.ReadAllText(Path.Combine(Folder, "..", "..", "..", "..", "docs", "guides", "recipe-errors.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
