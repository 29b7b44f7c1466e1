using System.Globalization;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Reading;

namespace Shoreline.Vision.Procedures;

/// <summary>Reads the <c>steps</c> of a procedure.</summary>
internal static class ProcedureStepReader
{
    public const int MostSteps = 100;

    private const int MostTimes = 1000;
    private const long DayNs = 86_400_000_000_000;
    private const string Example = "steps: [{ name: take the part, when: { keypoint: left-wrist, zone: bin } }]";

    /// <summary>The steps that are right; faults are noted for the others.</summary>
    public static List<ProcedureStep> ReadAll(DocumentFields fields, RuleScope scope, in ConditionContext context, long clearNs)
    {
        var steps = new List<ProcedureStep>();
        var list = fields.List("steps");
        if (list.Count == 0 && fields.Take("steps") is null or YamlList { Items.Count: 0 }) fields.Fault("steps", $"must be one step or more; for example '{Example}'");
        if (list.Count > MostSteps) fields.Fault("steps", $"has {list.Count} steps; at most {MostSteps}");
        var lines = new Dictionary<string, int>(StringComparer.Ordinal); // of names
        foreach (var item in list.Take(MostSteps))
        {
            if (Read(item, scope, context, clearNs) is not { } step) continue;
            steps.Add(step);
            if (lines.TryGetValue(step.Name, out var first)) item.Fault("name", $"'{step.Name}' is the name of the step in line {first} too");
            else lines.Add(step.Name, item.PlaceOf("name").Line);
        }
        return steps;
    }

    private static ProcedureStep? Read(DocumentFields fields, RuleScope scope, in ConditionContext context, long clearNs)
    {
        var name = RuleReader.ReadName(fields, "take the part");
        var when = ConditionReader.Read(fields, "when", scope, context);
        var forNs = fields.Duration("for", 0, DayNs) ?? 0;
        var clear = fields.Duration("clear", 0, DayNs) ?? clearNs;
        var within = fields.Duration("within", 1, DayNs);
        var minimum = fields.Duration("minimum", 1, DayNs);
        var optional = fields.Choice("optional", ("true", true), ("false", false)) ?? false;
        var (least, most) = ReadRepeat(fields);
        fields.RefuseUnknown();
        if (minimum < forNs) fields.Fault("minimum", $"is less than 'for', which is {DurationText.ToText(forNs)}: a step that counts has lasted as long already");
        if (name is null || when is null) return null;
        return new ProcedureStep
        {
            Name = name,
            When = when,
            ForNs = forNs,
            ClearNs = clear,
            WithinNs = within,
            MinimumNs = minimum ?? 0,
            IsOptional = optional,
            LeastTimes = least,
            MostTimes = most,
        };
    }

    private static (int Least, int Most) ReadRepeat(DocumentFields fields)
    {
        switch (fields.Take("repeat"))
        {
            case null: return (1, int.MaxValue);
            case YamlText { Text: var text } when TryTimes(text, out var times): return (times, times);
            case YamlList { Items: [YamlText a, YamlText b] } when TryTimes(a.Text, out var least) && TryTimes(b.Text, out var most) && least <= most: return (least, most);
            default:
                fields.Fault("repeat", $"must be how often it comes, 1 to {MostTimes}, or the least and the most; for example 2, or [2, 4]");
                return (1, int.MaxValue);
        }
    }

    private static bool TryTimes(string text, out int times) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out times) && times is >= 1 and <= MostTimes;
}
