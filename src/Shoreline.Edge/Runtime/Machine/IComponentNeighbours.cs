using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>What a component sees of the others, and they of it.</summary>
internal interface IComponentNeighbours
{
    /// <returns>The first HARD dependency that is not ready; null where all are.</returns>
    string? MissingDependency(ComponentRecord record);

    /// <summary>Whether all that depend on it and are to end have ended (greengrass-components, 4.6).</summary>
    bool MayEnd(string component);

    /// <summary>It entered a state.</summary>
    void Entered(ComponentBoard board, LifecycleState previous);
}
