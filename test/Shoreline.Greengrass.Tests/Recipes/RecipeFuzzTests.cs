using System.Diagnostics;
using System.Text;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Interpolation;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Whatever a file holds, it is a recipe or a <see cref="RecipeException"/>, soon, and without much memory.</summary>
public sealed class RecipeFuzzTests
{
    private const int Seed = 20260125;
    private const int Inputs = 12_000; // of each syntax

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5); // a loaded machine; ordinary inputs take a millisecond
    private static readonly string[] Pieces = ["{", "}", "[", "]", ":", ",", "- ", "\n", "  ", "\"", "'", "&a ", "*a", "!", "!!int ", "|", ">", "? ", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "\\u", "\\ud800", "\t", "\0", "null", "1e999999999", "[[[[[[[[", "{{{{{{{{", "#", "\ufeff", "ä"];

    [Theory]
    [InlineData(RecipeSyntax.Json)]
    [InlineData(RecipeSyntax.Yaml)]
    public void Damaged_recipes_are_read_or_refused(RecipeSyntax syntax)
    {
        var random = new Random(Seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Inputs; i++)
        {
            var file = Damage(random, Encoding.UTF8.GetBytes(RecipeWriter.Write(new RecipeForms(random).Recipe(), syntax)));
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            if (TryUse(file, syntax)) read++;
            else refused++;
            Assert.True(Stopwatch.GetElapsedTime(start) < Longest, Describe(i, file));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, Describe(i, file));
        }
        Assert.True(read > Inputs / 50 && refused > Inputs / 5, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: &a [")]
    [InlineData("a: ")]
    [InlineData("[a, ")]
    [InlineData("{a: ")]
    [InlineData("\"")]
    [InlineData("'a'\n")]
    [InlineData("|\n")]
    [InlineData("\\")]
    [InlineData("#\n")]
    [InlineData("- a\n")]
    [InlineData("&a ")]
    [InlineData("%A\n")]
    [InlineData("\n")]
    [InlineData("[{\"a\":")]
    public void A_mebibyte_of_the_same_is_refused_soon(string piece)
    {
        var file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, RecipeLimits.FileBytes / piece.Length)));
        var start = Stopwatch.GetTimestamp();

        Assert.False(TryUse(file, RecipeSyntax.Yaml));
        Assert.False(TryUse(file, RecipeSyntax.Json));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Longest);
    }

    private static bool TryUse(byte[] file, RecipeSyntax syntax)
    {
        try
        {
            var recipe = RecipeReader.Read(file, syntax, "fuzz");
            foreach (var manifest in recipe.Manifests) LifecycleSteps.Read(Interpolator.Lifecycle(LifecycleSelection.Resolve(recipe, manifest), new FixedValues()).Lifecycle);
            RecipeCheck.Run(file, syntax, "fuzz", DevicePlatform.FromUname("Linux", "x86_64"));
            return true;
        }
        catch (RecipeException e)
        {
            Assert.All(e.Faults, fault => Assert.True(fault is { Line: > 0, Column: > 0, Message.Length: < 1000 }, fault.ToString()));
            Assert.DoesNotContain('\x1b', e.Message);
            return false;
        }
    }

    private static byte[] Damage(Random random, byte[] file)
    {
        var damaged = file.ToList();
        for (var i = random.Next(4); i >= 0; i--)
        {
            var at = random.Next(damaged.Count + 1);
            var length = Math.Min(random.Next(1, 12), damaged.Count - at);
            switch (random.Next(5))
            {
                case 0: damaged.RemoveRange(at, length); break;
                case 1: damaged.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                case 2: damaged.InsertRange(at, damaged.GetRange(Math.Max(0, at - 20), Math.Min(20, at))); break;
                case 3 when at < damaged.Count: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 4 when random.Next(4) == 0: damaged.RemoveRange(at, damaged.Count - at); break;
            }
        }
        return [.. damaged];
    }

    private static string Describe(int index, byte[] file) => $"seed {Seed}, input {index}: {Convert.ToBase64String(file)}";
}
