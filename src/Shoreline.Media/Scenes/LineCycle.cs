namespace Shoreline.Media.Scenes;

/// <summary>The worker's movements for one piece, and what they are. Immutable.</summary>
/// <param name="Keys">In the order of time; the first at 0.</param>
/// <param name="Steps">What was done, in the order in which it was done.</param>
/// <param name="InTray">Pieces in the tray at its beginning.</param>
internal sealed record LineCycle(LinePlan Plan, IReadOnlyList<LineKey> Keys, IReadOnlyList<LineStep> Steps, int InTray);

/// <summary>Where the worker is from a moment on, until the next key; hands and body move steadily from one to the next.</summary>
/// <param name="At">Seconds since the cycle began.</param>
/// <param name="Lift">How high the left hand is lifted on its way to the next key.</param>
/// <param name="Aside">How far the worker is from the bench, to the right.</param>
internal readonly record struct LineKey(
    double At, string Step, (double X, double Y) Left, (double X, double Y) Right, LineThings Things, double Lift, double Aside);

/// <summary>A step as it was done.</summary>
/// <param name="From">When the hands were in place, in seconds since the cycle began.</param>
/// <param name="To">When they left it.</param>
internal readonly record struct LineStep(string Name, double From, double To);

/// <summary>Where things are.</summary>
[Flags]
internal enum LineThings
{
    None = 0,
    HoldsBase = 1,
    HoldsPart = 2,
    HoldsDriver = 4,
    BaseInFixture = 8,
    PartInFixture = 16,

    /// <summary>Base and part, in both hands.</summary>
    HoldsPiece = 32,

    /// <summary>The hand with the piece is over the tray.</summary>
    PutsAway = 64,

    /// <summary>The worker stands away from the bench, arms down.</summary>
    ArmsDown = 128,

    /// <summary>The hand with the driver.</summary>
    Trembles = 256,

    /// <summary>Base and part lie beside the fixture, and were not put away.</summary>
    PieceOnBench = 512,
}
