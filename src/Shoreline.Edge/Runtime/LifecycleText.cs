using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Runtime;

/// <summary>Names of states as logs and messages have them.</summary>
internal static class LifecycleText
{
    private static readonly Dictionary<LifecycleState, string> Names =
        Enum.GetValues<LifecycleState>().ToDictionary(state => state, state => state.ToString().ToUpperInvariant());

    public static string Of(LifecycleState state) => Names[state];
}
