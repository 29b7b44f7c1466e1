using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

public sealed class RecipeRoundTripTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Theory]
    [InlineData(RecipeSyntax.Json)]
    [InlineData(RecipeSyntax.Yaml)]
    public void What_is_written_reads_as_the_same_recipe(RecipeSyntax syntax) => Prop.ForAll<int>(seed =>
    {
        var recipe = new RecipeForms(new Random(seed)).Recipe();
        var text = RecipeWriter.Write(recipe, syntax);
        var read = RecipeReader.Read(text, syntax, "written");
        Assert.True(recipe == read, text);
        Assert.Equal(text, RecipeWriter.Write(read, syntax));
    }).Check(Thorough);

    [Fact]
    public void Scripts_are_written_as_blocks_and_doubtful_words_in_quotes()
    {
        var recipe = RecipeText.Yaml($"{RecipeText.Head}Manifests:\n  - Lifecycle:\n      Run: |\n        cd a\n\n        ./run.sh\n      Setenv: {{ A: 'yes', B: '1.0', C: ok, 'no': '' }}\n");

        Assert.Equal(
            """
            RecipeFormatVersion: "2020-01-25"
            ComponentName: com.example.Camera
            ComponentVersion: "1.0.0"
            ComponentType: aws.greengrass.generic
            Manifests:
              - Lifecycle:
                  Run: |
                    cd a

                    ./run.sh
                  Setenv:
                    A: "yes"
                    B: "1.0"
                    C: ok
                    "no": ""

            """,
            RecipeWriter.Write(recipe, RecipeSyntax.Yaml));
    }
}
