using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>
/// The text of a chain: <c>yolox-nano+movenet-lightning</c>, or <c>yolox-nano+person,dog:my-model</c> to say what is looked at.
/// </summary>
/// <param name="Stages">The first without labels; the others with those that are named, or none.</param>
internal sealed record ModelChain(IReadOnlyList<(string Model, IReadOnlyList<string> Labels)> Stages)
{
    private const int MaxStages = 8;

    /// <summary>
    /// Reads a chain; a model on its own is a chain of one. The path of a folder that exists is one model, whatever its name.
    /// </summary>
    /// <exception cref="InvalidInputException">A model is missing between two signs.</exception>
    public static ModelChain Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (!text.Contains('+') || Directory.Exists(text)) return new ModelChain([(text, [])]);
        var parts = text.Split('+', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxStages)
        {
            throw new InvalidInputException($"The chain '{text}' has {parts.Length} models: {MaxStages} at most.");
        }
        var stages = parts.Select((part, i) => i == 0 ? (part, []) : ParseStage(part)).ToArray();
        if (stages.Any(stage => stage.Item1.Length == 0))
        {
            throw new InvalidInputException($"The chain '{text}' has a '+' without a model beside it.");
        }
        return new ModelChain(stages);
    }

    /// <summary>Which objects a model looks at, of all that those before it find.</summary>
    /// <exception cref="InvalidInputException">It cannot follow another model, or those before it find no such thing.</exception>
    public static IReadOnlyList<string> LabelsFor(ModelManifest manifest, IReadOnlyList<string> asked, IReadOnlyList<ModelManifest> before)
    {
        if (manifest.Head == ModelHead.Cascade)
        {
            throw new InvalidInputException($"The model '{manifest.Name}' is a cascade, which can only be the first of a chain.");
        }
        var found = before.Where(model => model.Head != ModelHead.Movenet || model == before[0]) // a pose behind a detector adds no object
            .SelectMany(model => model.Labels).Distinct().ToArray();
        var wanted = asked.Count > 0 ? asked : manifest.Crop.Labels;
        if (wanted.Count == 0) return found.Contains("person") ? ["person"] : found;
        if (asked.Except(found).FirstOrDefault() is { } unknown) throw Unknown(manifest, unknown, before, found);
        string[] known = [.. wanted.Intersect(found)];
        return known.Length > 0 ? known : throw Unknown(manifest, string.Join(", ", wanted), before, found);
    }

    private static InvalidInputException Unknown(
        ModelManifest manifest, string label, IReadOnlyList<ModelManifest> before, IReadOnlyList<string> found) => new(
        $"The model '{manifest.Name}' is to look at {label}, but {string.Join('+', before.Select(model => model.Name))} finds " +
        $"{string.Join(", ", found.Take(100))}: write '{before[0].Name}+LABEL:{manifest.Name}' to say what it looks at.");

    private static (string Model, IReadOnlyList<string> Labels) ParseStage(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return (text, []);
        return (
            text[(colon + 1)..].Trim(), text[..colon].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
