using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules.Documents;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Turns the mapping of a rule file into a <see cref="RuleFile"/>, noting every fault on the way.</summary>
internal static class RuleFileReader
{
    private const string Schema = "shoreline.rules/1";
    private const int MostRules = 256;
    private const int MostProcedures = 64;
    private const int MostSteps = 256; // of all procedures: each is remembered for each object

    public static RuleFile Read(DocumentFields root, RuleNames known)
    {
        var scope = new RuleScope(known, root.Faults);
        if (root.Text("schema") is { } schema && schema != Schema) root.Fault("schema", $"{Quoted.Of(schema)} is not known here; this reads '{Schema}'");
        AreaReader.Read(root, scope);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal); // of the names of rules and procedures
        var rules = ReadRules(root, scope, lines);
        var procedures = ReadProcedures(root, scope, lines);
        root.RefuseUnknown();
        return new RuleFile(scope, rules, procedures);
    }

    private static List<Rule> ReadRules(DocumentFields root, RuleScope scope, Dictionary<string, int> lines)
    {
        var list = root.List("rules");
        if (!root.Has("rules") && !root.Has("procedures")) root.Fault("rules", "is missing; for example 'rules: [{ name: in and out, zone: picture }]'");
        if (list.Count > MostRules) root.Fault("rules", $"has {list.Count} rules; at most {MostRules}");
        var rules = new List<Rule>();
        foreach (var fields in list.Take(MostRules))
        {
            if (RuleReader.Read(fields, scope) is not { } rule) continue;
            rules.Add(rule);
            CheckName(fields, rule.Name, "rule", lines);
        }
        return rules;
    }

    private static List<Procedure> ReadProcedures(DocumentFields root, RuleScope scope, Dictionary<string, int> lines)
    {
        var list = root.List("procedures");
        if (list.Count > MostProcedures) root.Fault("procedures", $"has {list.Count} procedures; at most {MostProcedures}");
        var procedures = new List<Procedure>();
        foreach (var fields in list.Take(MostProcedures))
        {
            if (ProcedureReader.Read(fields, scope) is not { } procedure) continue;
            procedures.Add(procedure);
            CheckName(fields, procedure.Name, "rule or procedure", lines);
        }
        var steps = procedures.Sum(procedure => procedure.Steps.Count);
        if (steps > MostSteps) root.Fault("procedures", $"have {steps} steps together; at most {MostSteps}");
        return procedures;
    }

    private static void CheckName(DocumentFields fields, string name, string kind, Dictionary<string, int> lines)
    {
        if (lines.TryGetValue(name, out var first)) fields.Fault("name", $"'{name}' is the name of the {kind} in line {first} too");
        else lines.Add(name, fields.PlaceOf("name").Line);
    }
}
