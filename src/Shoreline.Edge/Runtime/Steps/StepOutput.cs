using Shoreline.Edge.Runtime.Logs;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>What becomes of a step's output.</summary>
/// <param name="Limit">Of each of its two pipes.</param>
/// <param name="Write">Takes lines, of standard error or not.</param>
/// <param name="Held">Called when it writes faster than the limit, at most once for each pipe.</param>
/// <param name="WasHeld">Called at the end of one that did, with how long it was not read.</param>
internal sealed record StepOutput(OutputLimit Limit, Action<bool, IReadOnlyList<string>> Write, Action Held, Action<TimeSpan> WasHeld);
