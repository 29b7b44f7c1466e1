using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Runtime;

/// <summary>How often a component failed in a row, in each of the states where that counts (greengrass-components, 4.4).</summary>
internal sealed class ErrorCounts(TimeProvider time)
{
    /// <summary>The error that makes a component BROKEN.</summary>
    public const int Most = 3;

    private readonly Dictionary<LifecycleState, (int Count, long At)> _counts = [];

    /// <summary>Counts an error; one that came long after the last begins anew.</summary>
    /// <returns>Whether it was one too many.</returns>
    public bool Add(LifecycleState state, TimeSpan resetTime)
    {
        if (state is not (LifecycleState.New or LifecycleState.Starting or LifecycleState.Running)) return false;
        var count = _counts.TryGetValue(state, out var last) && time.GetElapsedTime(last.At) < resetTime ? last.Count + 1 : 1;
        _counts[state] = (count, time.GetTimestamp());
        return count >= Most;
    }

    public void Clear(LifecycleState state) => _counts.Remove(state);

    public void Clear() => _counts.Clear();
}
