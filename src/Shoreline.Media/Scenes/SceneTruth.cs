namespace Shoreline.Media;

/// <summary>A box in a picture, normalised to 0…1, origin top left.</summary>
public readonly record struct SceneBox(double X, double Y, double Width, double Height);

/// <summary>A person in a drawn scene.</summary>
/// <param name="Id">Stays the same while the person is in the scene.</param>
/// <param name="Body">Around all of the person that is within the picture.</param>
/// <param name="Face">From forehead to chin; null where the person looks away, the face leaves the picture, or someone stands before it.</param>
public sealed record SceneFigure(int Id, SceneBox Body, SceneBox? Face)
{
    /// <summary>Where the face is or would be if the person looked here and nobody stood before; may reach beyond the picture.</summary>
    public required SceneBox Head { get; init; }
}

/// <summary>What a drawn scene shows at one moment: the ground truth for detectors.</summary>
/// <param name="Seconds">Since the scene began.</param>
/// <param name="Figures">The people in it, farthest first.</param>
/// <param name="Step">Line: name of the step of the assembly; null at the entrance.</param>
/// <param name="Cycle">Line: which piece is assembled, from 0.</param>
/// <param name="SkipsStep">Line: the worker leaves out the step <c>fasten</c> for this piece.</param>
public sealed record SceneTruth(double Seconds, IReadOnlyList<SceneFigure> Figures, string? Step, int Cycle, bool SkipsStep);
