using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>Reads one step: a script, or a map of options.</summary>
internal static class StepReader
{
    public static readonly string[] OptionNames = ["Script", "RequiresPrivilege", "Skipif", "Timeout", "Setenv"];

    /// <param name="shared">Variables of the whole lifecycle.</param>
    /// <param name="sharedFaults">What is wrong with those.</param>
    public static LifecycleStep Read(
        StepName name, JsonNode value, IReadOnlyDictionary<string, string> shared, IReadOnlyList<StepFault> sharedFaults)
    {
        var faults = new List<StepFault>(sharedFaults);
        var step = value switch
        {
            JsonObject options => ReadOptions(name, options, shared, faults),
            JsonValue script =>
                new LifecycleStep { Name = name, Script = StepOptions.Text(script), Timeout = name.DefaultTimeout(), Setenv = shared },
            _ => Refuse(name, faults),
        };
        if (step.Script.Contains('\0', StringComparison.Ordinal)) faults.Add(new StepFault(name.ToString(), "the script has a NUL in it"));
        return faults.Count == 0 ? step : step with { Faults = faults };
    }

    private static LifecycleStep ReadOptions(
        StepName name, JsonObject options, IReadOnlyDictionary<string, string> shared, List<StepFault> faults)
    {
        var variables = new Dictionary<string, string>(shared, StringComparer.Ordinal);
        foreach (var (key, value) in StepOptions.Variables(options, $"{name}.Setenv", faults)) variables[key] = value;
        return new LifecycleStep
        {
            Name = name,
            Script = ReadScript(name, options, faults),
            RequiresPrivilege = StepOptions.Truth(options, "RequiresPrivilege", $"{name}.RequiresPrivilege", faults),
            SkipIf = ReadSkipIf(name, options, faults),
            Timeout = StepOptions.Seconds(options, "Timeout", $"{name}.Timeout", faults) ?? name.DefaultTimeout(),
            Setenv = variables,
        };
    }

    private static string ReadScript(StepName name, JsonObject options, List<StepFault> faults)
    {
        if (!JsonKeys.TryGet(options, "Script", out var script) || script is null) faults.Add(new StepFault($"{name}.Script", "is missing; a step is a script, or a map with one"));
        else if (script is JsonValue value) return StepOptions.Text(value);
        else faults.Add(new StepFault($"{name}.Script", $"is {StepOptions.Describe(script)}; it must be a text"));
        return "";
    }

    private static SkipCondition? ReadSkipIf(StepName name, JsonObject options, List<StepFault> faults)
    {
        if (!JsonKeys.TryGet(options, "Skipif", out var node) || node is null) return null;
        if (node is JsonValue value && SkipCondition.TryParse(StepOptions.Text(value), out var condition)) return condition;
        faults.Add(new StepFault(
            $"{name}.Skipif",
            $"is {StepOptions.Describe(node)}; it must be 'onpath NAME' or 'exists PATH', with a '!' before it for the opposite"));
        return null;
    }

    private static LifecycleStep Refuse(StepName name, List<StepFault> faults)
    {
        faults.Add(new StepFault(name.ToString(), "is a list; it must be a text or a map"));
        return new LifecycleStep { Name = name };
    }
}
