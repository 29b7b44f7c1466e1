namespace Shoreline.Vision.Overlay;

/// <summary>How the rules of a camera stand at a frame, as far as it is drawn: copied where they run, read where they are drawn.</summary>
/// <param name="zones">Zones that are drawn.</param>
/// <param name="lines">Lines that are drawn.</param>
internal sealed class RuleLook(int zones, int lines)
{
    public bool[] IsActive { get; } = new bool[zones];

    public long[] CrossingsRight { get; } = new long[lines];

    public long[] CrossingsLeft { get; } = new long[lines];

    /// <summary>What is written of procedures, a line each.</summary>
    public List<string> Procedures { get; } = [];
}
