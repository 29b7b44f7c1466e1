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

    /// <summary>Line: the 17 points of a body in COCO's order, left and right being the person's own; empty at the entrance.</summary>
    public IReadOnlyList<ScenePoint> Points { get; init; } = [];
}

/// <summary>A point of a body, normalised as boxes are.</summary>
/// <param name="IsSeen">Whether nothing is before it, and it is in the picture.</param>
public readonly record struct ScenePoint(double X, double Y, bool IsSeen);

/// <summary>A thing in a drawn scene.</summary>
/// <param name="Name">Line: <c>base</c>, <c>part</c>, <c>driver</c>, or <c>piece</c>, a part on its base.</param>
public sealed record SceneThing(string Name, SceneBox Box);

/// <summary>What a drawn scene shows at one moment: the ground truth for detectors.</summary>
/// <param name="Seconds">Since the scene began.</param>
/// <param name="Figures">The people in it, farthest first.</param>
public sealed record SceneTruth(double Seconds, IReadOnlyList<SceneFigure> Figures)
{
    /// <summary>Line: name of the step of the assembly; null at the entrance.</summary>
    public string? Step { get; init; }

    /// <summary>Line: which piece is assembled, from 0.</summary>
    public int Cycle { get; init; }

    /// <summary>Line: the things on the bench and in the worker's hands.</summary>
    public IReadOnlyList<SceneThing> Things { get; init; } = [];
}

/// <summary>How one piece is assembled at the line. All times are in seconds since the scene began.</summary>
/// <param name="Steps">What is done, in the order in which it is done.</param>
/// <param name="Fault">
/// What is wrong with it: <c>leaves-out</c>, <c>swaps</c> (with the next step), <c>slow</c> (begins late), <c>hasty</c> (is too short), <c>repeats</c>, <c>goes-away</c> (before it);
/// null where nothing is.
/// </param>
/// <param name="FaultStep">The step that it is about; null where there is none.</param>
public sealed record SceneCycle(int Index, double From, double To, IReadOnlyList<SceneStep> Steps, string? Fault, string? FaultStep);

/// <summary>A step that a worker does.</summary>
/// <param name="Name">take-base, take-part, fasten, stamp (which may be left out), inspect, put-away.</param>
/// <param name="From">When the hands were in place.</param>
/// <param name="To">When they left it.</param>
public sealed record SceneStep(string Name, double From, double To);
