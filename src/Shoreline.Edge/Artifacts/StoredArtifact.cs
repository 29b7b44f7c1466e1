using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>One file of a component version, as the configuration tree names it.</summary>
internal sealed record StoredArtifact
{
    /// <summary>Relative to the version's folder, with slashes.</summary>
    public required string File { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public bool IsUnpacked { get; init; }

    public ArtifactAccess Read { get; init; } = ArtifactAccess.Owner;

    public ArtifactAccess Execute { get; init; }

    /// <summary>Rights of the file, and of what is unpacked of it. Nobody may write (greengrass-components, 1.10).</summary>
    public UnixFileMode Mode => ModeOf(Read, UnixFileMode.UserRead, UnixFileMode.GroupRead | UnixFileMode.OtherRead)
        | ModeOf(Execute, UnixFileMode.UserRead | UnixFileMode.UserExecute,
            UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    /// <summary>Name of the folder that the archive is unpacked into.</summary>
    public string UnpackedFolder => Path.ChangeExtension(File, null);

    private static UnixFileMode ModeOf(ArtifactAccess access, UnixFileMode owner, UnixFileMode others) => access switch
    {
        ArtifactAccess.Owner => owner,
        ArtifactAccess.All => owner | others,
        _ => UnixFileMode.None,
    };
}

/// <summary>A component in one version.</summary>
internal readonly record struct PackageId(string Name, string Version)
{
    public override string ToString() => $"{Name}@{Version}";

    public static PackageId Parse(string text) => text.LastIndexOf('@') is var at and > 0
        ? new PackageId(text[..at], text[(at + 1)..]) : throw new FormatException($"'{text}' is not of the form name@version.");
}
