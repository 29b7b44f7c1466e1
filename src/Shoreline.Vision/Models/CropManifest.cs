namespace Shoreline.Vision.Models;

/// <summary>What a model looks at where it follows another one in a chain: a square around each object that the first one finds.</summary>
public sealed record CropManifest
{
    /// <summary>Objects of these labels are looked at. Empty: <c>person</c> where the first model finds persons, otherwise all.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Side of the square as a multiple of the longer side of the object's box. Default 1.25.</summary>
    public float Scale { get; set; } = 1.25f;

    /// <summary>At most so many objects of a frame are looked at, those with the best score. Default 16.</summary>
    public int AtMost { get; set; } = 16;
}
