using System.Text;
using System.Text.Json;

namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>Reads JSON as RFC 8259 has it: tabs and all, no comments, no commas at the end.</summary>
internal ref struct JsonDocumentReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly DocumentBudget _budget = new();
    private Utf8JsonReader _reader;

    // Where the last token stood: positions are counted on from there, so that a file of one line takes no longer than another.
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    private JsonDocumentReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        // The limit on depth is ours, with our message; theirs is a step behind it.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecipeLimits.Depth + 1 });
    }

    /// <param name="json">Valid UTF-8.</param>
    /// <exception cref="DocumentFaultException">It is not JSON, or too large.</exception>
    public static RecipeNode Read(ReadOnlySpan<byte> json)
    {
        var reader = new JsonDocumentReader(json);
        try
        {
            reader.Advance();
            var root = reader.ReadValue(0);
            if (reader._reader.Read()) throw new JsonException(); // not reached: the reader refuses a second value itself
            return root;
        }
        catch (JsonException e)
        {
            var (line, column) = PositionOf(json, e);
            throw new DocumentFaultException(line, column, $"is not JSON: {Reason(e)}");
        }
    }

    private RecipeNode ReadValue(int depth)
    {
        var (line, column) = (_line, _column);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: return ReadMap(depth + 1);
            case JsonTokenType.StartArray: return ReadList(depth + 1);
            case JsonTokenType.Null:
                _budget.Take(1, 0, line, column);
                return RecipeNode.Null(line, column);
            case JsonTokenType.String: return Scalar(RecipeNodeKind.Text, ReadText());
            case JsonTokenType.Number: return Scalar(RecipeNodeKind.Number, Encoding.UTF8.GetString(_reader.ValueSpan));
            default: return Scalar(RecipeNodeKind.Boolean, _reader.TokenType == JsonTokenType.True ? "true" : "false");
        }
    }

    private readonly RecipeNode Scalar(RecipeNodeKind kind, string text)
    {
        _budget.Take(1, text.Length, _line, _column);
        return RecipeNode.Scalar(kind, _line, _column, text);
    }

    private RecipeNode ReadMap(int depth)
    {
        var (line, column) = (_line, _column);
        DocumentBudget.CheckDepth(depth, line, column);
        _budget.Take(1, 0, line, column);
        var entries = new List<RecipeEntry>();
        while (Advance() != JsonTokenType.EndObject)
        {
            var (key, keyLine, keyColumn) = (ReadText(), _line, _column);
            _budget.Take(0, key.Length, keyLine, keyColumn);
            Advance();
            entries.Add(new RecipeEntry(key, keyLine, keyColumn, ReadValue(depth)));
        }
        return RecipeNode.Map(line, column, entries);
    }

    private RecipeNode ReadList(int depth)
    {
        var (line, column) = (_line, _column);
        DocumentBudget.CheckDepth(depth, line, column);
        _budget.Take(1, 0, line, column);
        var items = new List<RecipeNode>();
        while (Advance() != JsonTokenType.EndArray) items.Add(ReadValue(depth));
        return RecipeNode.List(line, column, items);
    }

    private readonly string ReadText()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new DocumentFaultException(_line, _column, "has a text with half a character: \\ud800 to \\udfff stand only in pairs");
        }
    }

    private JsonTokenType Advance()
    {
        _reader.Read(); // at the end of the file it throws while something is open
        var start = (int)_reader.TokenStartIndex;
        (_line, _column) = TextPosition.Advance(_json[_offset..start], _line, _column);
        _offset = start;
        return _reader.TokenType;
    }

    private static (int Line, int Column) PositionOf(ReadOnlySpan<byte> json, JsonException e)
    {
        var rest = json;
        for (var line = e.LineNumber ?? 0; line > 0; line--) rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        var bytes = (int)Math.Min(e.BytePositionInLine ?? 0, rest.Length);
        var (_, column) = TextPosition.Advance(rest[..bytes], 1, 1);
        return ((int)(e.LineNumber ?? 0) + 1, column);
    }

    /// <summary>The parser's message without the position, which we give ourselves.</summary>
    private static string Reason(JsonException e)
    {
        // theirs tells programmers of an option
        if (e.Message.Contains("trailing comma", StringComparison.Ordinal)) return "a comma stands before the closing bracket";
        var end = e.Message.LastIndexOf(" LineNumber:", StringComparison.Ordinal);
        return Quoted.Reason(end < 0 ? e.Message : e.Message[..end]);
    }
}
