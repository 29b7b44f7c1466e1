namespace Shoreline.Greengrass.Recipes;

/// <summary>A file or image that a manifest needs (greengrass-components, 1.10).</summary>
public sealed record RecipeArtifact
{
    public required string Uri { get; init; }

    public ArtifactUnarchive Unarchive { get; init; }

    public ArtifactAccess Read { get; init; } = ArtifactAccess.Owner;

    /// <summary>Who may execute it may read it, whatever <see cref="Read"/> says.</summary>
    public ArtifactAccess Execute { get; init; }

    /// <summary>Base64 of the file's hash; null in local recipes.</summary>
    public string? Digest { get; init; }

    /// <summary>Name of the hash, as <c>SHA-256</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>
    /// The URI's scheme in small letters; null where it has none. Of <c>s3</c>, <c>docker</c> and <c>greengrass</c> the others are errors
    /// once the artifact is needed, and not before.
    /// </summary>
    public string? Scheme
    {
        get
        {
            var colon = Uri.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !char.IsAsciiLetter(Uri[0])) return null;
            var scheme = Uri[..colon];
            return scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? scheme.ToLowerInvariant() : null;
        }
    }

    /// <summary>What follows the last slash. Not checked: it may be empty or <c>..</c>.</summary>
    public string FileName => Uri[(Uri.LastIndexOf('/') + 1)..];
}
