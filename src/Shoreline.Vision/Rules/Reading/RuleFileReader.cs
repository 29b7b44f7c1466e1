using Shoreline.Vision.Rules.Documents;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Turns the mapping of a rule file into a <see cref="RuleFile"/>, noting every fault on the way.</summary>
internal static class RuleFileReader
{
    private const string Schema = "shoreline.rules/1";
    private const int MostRules = 256;

    public static RuleFile Read(DocumentFields root, RuleNames known)
    {
        var scope = new RuleScope(known, root.Faults);
        if (root.Text("schema") is { } schema && schema != Schema) root.Fault("schema", $"{Quoted.Of(schema)} is not known here; this reads '{Schema}'");
        AreaReader.Read(root, scope);
        var rules = ReadRules(root, scope);
        root.RefuseUnknown();
        return new RuleFile(scope, rules);
    }

    private static List<Rule> ReadRules(DocumentFields root, RuleScope scope)
    {
        var list = root.List("rules");
        if (!root.Has("rules")) root.Fault("rules", "is missing; for example 'rules: [{ name: in and out, zone: picture }]'");
        if (list.Count > MostRules) root.Fault("rules", $"has {list.Count} rules; at most {MostRules}");
        var lines = new Dictionary<string, int>(StringComparer.Ordinal); // of names
        var rules = new List<Rule>();
        foreach (var fields in list.Take(MostRules))
        {
            if (RuleReader.Read(fields, scope) is not { } rule) continue;
            rules.Add(rule);
            if (lines.TryGetValue(rule.Name, out var first)) fields.Fault("name", $"'{rule.Name}' is the name of the rule in line {first} too");
            else lines.Add(rule.Name, fields.PlaceOf("name").Line);
        }
        return rules;
    }
}
