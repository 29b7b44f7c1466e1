using System.Text.Json.Nodes;
using Shoreline.Core.Naming;

namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>
/// A resolved lifecycle with its types (greengrass-components, 1.9). Key names compare without regard to case. A wrong option is a fault of
/// its step and of no other.
/// </summary>
public sealed class LifecycleSteps
{
    private static readonly TimeSpan DefaultErrorReset = TimeSpan.FromHours(1);

    private readonly Dictionary<StepName, LifecycleStep> _steps = [];

    private LifecycleSteps() { }

    /// <summary>
    /// How long after an error it no longer counts (greengrass-components, 4.4). Default one hour; 0: no error counts, and it is never
    /// given up.
    /// </summary>
    public TimeSpan ErrorReset { get; private set; } = DefaultErrorReset;

    /// <summary>Variables of all steps.</summary>
    public IReadOnlyDictionary<string, string> Setenv { get; private set; } = new Dictionary<string, string>();

    /// <summary>The steps that are there, in the order of <see cref="StepName"/>; those with faults too.</summary>
    public IReadOnlyList<LifecycleStep> Steps => [.. _steps.Values.OrderBy(step => step.Name)];

    /// <summary>
    /// What is in the lifecycle and of no effect, for the log: unknown keys, and an <c>errorResetTime</c> that is no time.
    /// </summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>A step; null where it is absent.</summary>
    public LifecycleStep? this[StepName name] => _steps.GetValueOrDefault(name);

    public static LifecycleSteps Read(JsonObject lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        var notes = new List<string>();
        var steps = new LifecycleSteps { Notes = notes };
        // A wrong variable of the whole lifecycle is a fault of each step: none runs in an environment that its author did not want.
        var faults = new List<StepFault>();
        steps.Setenv = StepOptions.Variables(lifecycle, "Setenv", faults);
        foreach (var name in Enum.GetValues<StepName>())
        {
            if (JsonKeys.TryGet(lifecycle, name.ToString(), out var value) && value is not null)
            {
                steps._steps[name] = StepReader.Read(name, value, steps.Setenv, faults);
            }
        }
        steps.ReadErrorReset(lifecycle, notes);
        NoteUnknown(lifecycle, "", [.. Enum.GetNames<StepName>(), "Setenv", "errorResetTime"], notes);
        foreach (var name in steps._steps.Keys)
        {
            if (JsonKeys.TryGet(lifecycle, name.ToString(), out var value) && value is JsonObject options)
            {
                NoteUnknown(options, $"{name}.", StepReader.OptionNames, notes);
            }
        }
        return steps;
    }

    private void ReadErrorReset(JsonObject lifecycle, List<string> notes)
    {
        var faults = new List<StepFault>();
        ErrorReset = StepOptions.Seconds(lifecycle, "errorResetTime", "errorResetTime", faults, least: 0) ?? DefaultErrorReset;
        notes.AddRange(faults.Select(fault => $"{fault}; {DefaultErrorReset.TotalSeconds:F0} s count instead"));
    }

    private static void NoteUnknown(JsonObject map, string path, string[] known, List<string> notes)
    {
        foreach (var (key, _) in map)
        {
            if (known.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            var hint = NearestName.To(key, known) is { } near ? $"; did you mean '{near}'?" : "";
            notes.Add($"{path}{Quoted.Plain(key)}: is not a key here, and ignored{hint}");
        }
    }
}
