namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>One step of a resolved lifecycle (greengrass-components, 1.9).</summary>
public sealed record LifecycleStep
{
    public required StepName Name { get; init; }

    /// <summary>For the shell. Blank: there is nothing to do, as where the step is absent.</summary>
    public string Script { get; init; } = "";

    /// <summary>Run as root, and not as the component's user.</summary>
    public bool RequiresPrivilege { get; init; }

    /// <summary>Null where the step is never skipped.</summary>
    public SkipCondition? SkipIf { get; init; }

    /// <summary>The step's own, else the default of its name; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Variables of this step: those of the whole lifecycle, overridden by the step's own.</summary>
    public IReadOnlyDictionary<string, string> Setenv { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What is wrong with the options. Such a step fails with <see cref="StepNames.NotValidCode"/>, and its other parts are not to be used.
    /// </summary>
    public IReadOnlyList<StepFault> Faults { get; init; } = [];

    /// <summary>The faults in one sentence; null where there are none.</summary>
    public string? Fault => Faults.Count == 0 ? null : string.Join("; ", Faults);

    /// <summary>Whether the step is in order and has nothing to do.</summary>
    public bool IsBlank => Faults.Count == 0 && string.IsNullOrWhiteSpace(Script);
}
