using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Shoreline.Vision.Rules.Documents;

/// <summary>Reads the one YAML document of a file that a person writes. Bounded in size and depth; anchors, aliases and tags are refused.</summary>
internal sealed class YamlReader
{
    public const int MostBytes = 256 << 10;
    public const int Deepest = 24;

    private readonly Parser _parser;

    private YamlReader(Scanner scanner) => _parser = new Parser(scanner);

    /// <summary>What keeps a document from being read further than where it stands.</summary>
    private sealed class Stop(int line, int column, string what) : Exception(what)
    {
        public int Line => line;

        public int Column => column;
    }

    /// <returns>The document's mapping; null, with a fault, where it is none.</returns>
    public static YamlMapping? Read(ReadOnlySpan<byte> utf8, DocumentFaults faults)
    {
        if (utf8.Length > MostBytes)
        {
            faults.Add(1, 1, "", $"has {utf8.Length:N0} bytes; at most {MostBytes:N0} are read");
            return null;
        }
        var scanner = new Scanner(new StringReader(Text(utf8)), skipComments: true);
        try
        {
            return new YamlReader(scanner).ReadDocument();
        }
        catch (Stop e)
        {
            faults.Add(e.Line, e.Column, "", e.Message);
        }
        catch (YamlException e)
        {
            faults.Add(Line(e.Start), Column(e.Start), "", $"is not YAML: {OneLine(e.Message)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner runs out of tokens on some broken flow mappings, and of digits in some escapes, and forgets to say where it was.
            faults.Add(Line(scanner.CurrentPosition), Column(scanner.CurrentPosition), "", "is not YAML: a bracket or quote before this place has no partner");
        }
        return null;
    }

    private YamlMapping ReadDocument()
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd) throw new Stop(1, 1, "is empty");
        Expect<DocumentStart>(_parser.Current);
        var root = ReadValue(Next<ParsingEvent>(), 1);
        Next<DocumentEnd>();
        _parser.MoveNext();
        if (_parser.Current is not StreamEnd) throw StopAt(_parser.Current!.Start, "has a second document; one is read");
        return root as YamlMapping ?? throw new Stop(root.Line, root.Column, "is not a list of 'key: value' lines");
    }

    private YamlValue ReadValue(ParsingEvent current, int depth)
    {
        if (current is AnchorAlias) throw StopAt(current.Start, "has an alias '*'; write the value out");
        var node = Expect<NodeEvent>(current);
        if (!node.Anchor.IsEmpty) throw StopAt(node.Start, "has an anchor '&'; write the value out where it is needed");
        if (!node.Tag.IsEmpty) throw StopAt(node.Start, "has a tag '!'; leave it out");
        if (depth > Deepest) throw StopAt(node.Start, $"is nested more than {Deepest} levels deep");
        var (line, column) = (Line(node.Start), Column(node.Start));
        switch (node)
        {
            case Scalar scalar:
                return new YamlText(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null");
            case SequenceStart:
                var items = new List<YamlValue>();
                for (var item = Next<ParsingEvent>(); item is not SequenceEnd; item = Next<ParsingEvent>()) items.Add(ReadValue(item, depth + 1));
                return new YamlList(line, column, items);
            default:
                return new YamlMapping(line, column, ReadEntries(depth));
        }
    }

    private List<YamlEntry> ReadEntries(int depth)
    {
        var entries = new List<YamlEntry>();
        for (var key = Next<ParsingEvent>(); key is not MappingEnd; key = Next<ParsingEvent>())
        {
            if (key is not Scalar word) throw StopAt(key.Start, "has a key that is not a word");
            if (!word.Anchor.IsEmpty || !word.Tag.IsEmpty) throw StopAt(key.Start, "has an anchor or a tag at a key; leave it out");
            entries.Add(new YamlEntry(word.Value, Line(key.Start), Column(key.Start), ReadValue(Next<ParsingEvent>(), depth + 1)));
        }
        return entries;
    }

    private T Next<T>() where T : ParsingEvent
    {
        _parser.MoveNext();
        return Expect<T>(_parser.Current);
    }

    private static T Expect<T>(ParsingEvent? found) where T : ParsingEvent =>
        found as T ?? throw StopAt(found?.Start ?? Mark.Empty, "is not YAML: it ends too early");

    private static Stop StopAt(in Mark at, string what) => new(Line(at), Column(at), what);

    private static int Line(in Mark at) => (int)Math.Clamp(at.Line, 1, int.MaxValue);

    private static int Column(in Mark at) => (int)Math.Clamp(at.Column, 1, int.MaxValue);

    /// <summary>Bytes that are no UTF-8 become U+FFFD, which no name may hold; a byte order mark is passed over.</summary>
    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[3..] : utf8);

    private static string OneLine(string message)
    {
        var line = Quoted.Of(message);
        return line[1..^1];
    }
}
