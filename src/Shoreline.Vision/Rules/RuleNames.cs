namespace Shoreline.Vision.Rules;

/// <summary>Names that are known where a rule file is used; a file that names another is wrong. Null: not known, so any will do.</summary>
public sealed record RuleNames
{
    public IReadOnlyCollection<string>? Cameras { get; init; }

    /// <summary>The camera whose model gives <see cref="Labels"/> and <see cref="Keypoints"/>: rules for other cameras may name others. Null: they count for all.</summary>
    public string? Camera { get; init; }

    /// <summary>What the models find.</summary>
    public IReadOnlyCollection<string>? Labels { get; init; }

    /// <summary>The points that the models give, spelled in any way; empty where they give none.</summary>
    public IReadOnlyCollection<string>? Keypoints { get; init; }
}
