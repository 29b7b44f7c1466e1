using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>
/// Reads the one document of a YAML file. Anchors are followed as far as <see cref="DocumentBudget"/> goes; tags and merge keys are
/// refused.
/// </summary>
internal sealed class YamlDocumentReader
{
    private readonly Parser _parser;
    private readonly DocumentBudget _budget = new();
    private readonly Dictionary<AnchorName, RecipeNode> _anchors = [];

    private YamlDocumentReader(Scanner scanner) => _parser = new Parser(scanner);

    /// <exception cref="DocumentFaultException">It is not YAML, or too large.</exception>
    public static RecipeNode Read(string yaml)
    {
        var scanner = new Scanner(new StringReader(yaml), skipComments: true);
        try
        {
            return new YamlDocumentReader(scanner).ReadDocument();
        }
        catch (YamlException e)
        {
            throw Fault(e.Start, $"is not YAML: {Quoted.Reason(e.Message)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet's scanner runs out of tokens on some broken flow mappings and forgets to say where it was.
            throw Fault(scanner.CurrentPosition, "is not YAML: a bracket or quote before this place has no partner");
        }
    }

    private RecipeNode ReadDocument()
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd) return RecipeNode.Null(1, 1);
        Expect<DocumentStart>(_parser.Current);
        var root = ReadValue(Next<ParsingEvent>(), 0);
        Next<DocumentEnd>();
        _parser.MoveNext();
        if (_parser.Current is not StreamEnd) throw Fault(_parser.Current!.Start, "has a second document; a recipe is one");
        return root;
    }

    private RecipeNode ReadValue(ParsingEvent current, int depth)
    {
        if (current is AnchorAlias alias) return Resolve(alias, depth);
        var node = Expect<NodeEvent>(current);
        if (!node.Tag.IsEmpty) throw Fault(node.Start, $"has the tag {Quoted.Text(node.Tag.Value)}; recipes have no tags");
        var value = node switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(node, depth + 1),
            _ => ReadMap(node, depth + 1),
        };
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor] = value;
        return value;
    }

    private RecipeNode Resolve(AnchorAlias alias, int depth)
    {
        var (line, column) = Position(alias.Start);
        // An anchor is known once what it names has ended, so nothing can hold itself.
        if (!_anchors.TryGetValue(alias.Value, out var value))
        {
            throw new DocumentFaultException(
                line, column, $"has the alias {Quoted.Text($"*{alias.Value.Value}")}, and no anchor of that name has ended before it");
        }
        DocumentBudget.CheckDepth(depth + value.Height, line, column);
        _budget.Take(value.Nodes, value.Characters, line, column);
        return value;
    }

    private RecipeNode ReadScalar(Scalar scalar)
    {
        var (line, column) = Position(scalar.Start);
        if (scalar.Value.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) CheckSurrogates(scalar.Value, line, column);
        _budget.Take(1, scalar.Value.Length, line, column);
        var kind = scalar.Style == ScalarStyle.Plain ? YamlScalars.KindOf(scalar.Value) : RecipeNodeKind.Text;
        return kind == RecipeNodeKind.Null ? RecipeNode.Null(line, column) : RecipeNode.Scalar(kind, line, column, scalar.Value);
    }

    private RecipeNode ReadList(NodeEvent start, int depth)
    {
        var (line, column) = Enter(start, depth);
        var items = new List<RecipeNode>();
        for (var item = Next<ParsingEvent>(); item is not SequenceEnd; item = Next<ParsingEvent>()) items.Add(ReadValue(item, depth));
        return RecipeNode.List(line, column, items);
    }

    private RecipeNode ReadMap(NodeEvent start, int depth)
    {
        var (line, column) = Enter(start, depth);
        var entries = new List<RecipeEntry>();
        for (var key = Next<ParsingEvent>(); key is not MappingEnd; key = Next<ParsingEvent>())
        {
            var (keyLine, keyColumn) = Position(key.Start);
            var name = ReadKey(key, depth);
            entries.Add(new RecipeEntry(name, keyLine, keyColumn, ReadValue(Next<ParsingEvent>(), depth)));
        }
        return RecipeNode.Map(line, column, entries);
    }

    private string ReadKey(ParsingEvent key, int depth)
    {
        if (key is not (Scalar or AnchorAlias)) throw Fault(key.Start, "has a list or a map for a key; keys are words");
        var node = ReadValue(key, depth);
        if (node.Kind is RecipeNodeKind.List or RecipeNodeKind.Map) throw Fault(key.Start, "has a list or a map for a key; keys are words");
        var text = key is Scalar scalar ? scalar.Value : node.Text; // null, ~ and the like are words here
        if (text == "<<" && key is Scalar { Style: ScalarStyle.Plain }) throw Fault(key.Start, "has a merge key '<<'; write its keys out");
        return text;
    }

    private (int Line, int Column) Enter(NodeEvent start, int depth)
    {
        var (line, column) = Position(start.Start);
        DocumentBudget.CheckDepth(depth, line, column);
        _budget.Take(1, 0, line, column);
        return (line, column);
    }

    private T Next<T>() where T : ParsingEvent
    {
        _parser.MoveNext();
        return Expect<T>(_parser.Current);
    }

    private static T Expect<T>(ParsingEvent? found) where T : ParsingEvent =>
        found as T ?? throw Fault(found?.Start ?? Mark.Empty, "is not YAML: it ends too early");

    private static void CheckSurrogates(string text, int line, int column)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new DocumentFaultException(line, column, "has a text with half a character: \\ud800 to \\udfff stand only in pairs");
            }
            i++;
        }
    }

    private static DocumentFaultException Fault(in Mark at, string message)
    {
        var (line, column) = Position(at);
        return new DocumentFaultException(line, column, message);
    }

    private static (int Line, int Column) Position(in Mark at) => ((int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column));
}
