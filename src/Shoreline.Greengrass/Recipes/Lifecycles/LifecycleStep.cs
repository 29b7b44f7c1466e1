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

    /// <summary>Why the step cannot run: a sentence for each wrong option, with its key path. Null where all is well. Such a step fails with <see cref="StepNames.NotValidCode"/>; the other parts are not to be used.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether there is a script to run.</summary>
    public bool IsBlank => Fault is null && string.IsNullOrWhiteSpace(Script);
}
