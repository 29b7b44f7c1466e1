using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Recipes with whatever a recipe may hold, and texts that are hard to write.</summary>
internal sealed class RecipeForms(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "./run.sh", "yes", "null", "~", "1.0", "0x1F", "0644", "2020-01-25", "- a", "a: b", "a #b", "#", "{a}", "[", "*a", "&a", "!t", "|", ">", "%a", "@a", "`a", "'", "\"", "\\", "\\n", "a\nb", "a\nb\n", "a\n\nb\n\n",
        " a\n b", "a\n  b\n c", "a \nb", "a\n \nb", "\ta\nb", "a\tb", "a\rb", "a\r\nb", "\n", "---", "--- a", "...", "a\n---\nb", "?", "? a", ":", "a:", "<<", "\u0085", "a\u2028b", "\ufeff", "ä€", "😀", "\u0001", "\u007f", "\u202e", "\u00a0", "a\n\u00a0\nb", ",", "a, b", ".5", "+1", "1e5", ".inf", "True", "y",
    ];

    public Recipe Recipe() => new()
    {
        Name = Name(),
        Version = SemanticVersion.Parse(ReferenceVersion.Any(random).Text),
        Description = Maybe(Text),
        Publisher = Maybe(Text),
        Type = (ComponentType)random.Next(4),
        Source = Maybe(Text),
        DefaultConfiguration = Map(4, folded: true),
        Dependencies = Many(3, Name).Distinct().ToDictionary(name => name, _ => new ComponentDependency(VersionRange.Parse(ReferenceRange.Any(random).Text), (DependencyType)random.Next(2))),
        Manifests = [Manifest(), .. Many(2, Manifest)],
        Lifecycle = Map(3, folded: false),
    };

    private RecipeManifest Manifest() => new()
    {
        Name = Maybe(Text),
        Platform = Many(3, Text).Distinct().ToDictionary(attribute => attribute, _ => Maybe(Text)),
        Lifecycle = Map(3, folded: true),
        Selections = [.. Many(3, Text)],
        Artifacts = [.. Many(2, Artifact)],
    };

    private RecipeArtifact Artifact() => new()
    {
        Uri = "s3:" + Text(),
        Unarchive = (ArtifactUnarchive)random.Next(2),
        Read = (ArtifactAccess)random.Next(3),
        Execute = (ArtifactAccess)random.Next(3),
        Digest = Maybe(Text),
        Algorithm = Maybe(Text),
    };

    private JsonObject Map(int depth, bool folded)
    {
        var map = new JsonObject();
        foreach (var key in Many(4, Text).Append(random.Next(20) == 0 ? new string('k', 1500) : "k").Distinct(folded ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)) map[key] = Value(depth - 1, folded);
        return map;
    }

    private JsonNode? Value(int depth, bool folded) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.NextInt64()),
        3 => JsonValue.Create(random.NextDouble() * Math.Pow(10, random.Next(-20, 20))),
        4 or 5 => JsonValue.Create(Text()),
        6 => new JsonArray([.. Many(3, () => Value(depth - 1, folded))]),
        _ => Map(depth, folded),
    };

    private string Name() => "com.example." + (char)('a' + random.Next(26));

    private string Text() => random.Next(3) == 0 ? Texts[random.Next(Texts.Length)] + Texts[random.Next(Texts.Length)] : Texts[random.Next(Texts.Length)];

    private string? Maybe(Func<string> text) => random.Next(3) == 0 ? null : text();

    private T[] Many<T>(int most, Func<T> one) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => one())];
}
