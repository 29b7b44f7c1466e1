using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Vision.Rules.Documents;

/// <summary>Everything that is wrong with one document, so that its author mends it in one go.</summary>
/// <param name="fileName">As it shall stand in the messages.</param>
internal sealed class DocumentFaults(string fileName)
{
    /// <summary>Nobody mends more in one go, and a file of nothing but mistakes must not make a message of megabytes.</summary>
    public const int Most = 100;

    private readonly List<(int Line, int Column, string Text)> _faults = [];
    private int _unlisted;

    public int Count => _faults.Count + _unlisted;

    /// <param name="path">Where it is in the document, such as <c>rules[2].zone</c>; empty for the document as a whole.</param>
    public void Add(int line, int column, string path, string what)
    {
        if (_faults.Count == Most) _unlisted++;
        else _faults.Add((line, column, string.Create(CultureInfo.InvariantCulture, $"{fileName}:{line}:{column}: {path}{(path.Length > 0 ? ": " : "")}{what}")));
    }

    public void Add(YamlValue at, string path, string what) => Add(at.Line, at.Column, path, what);

    /// <summary>One text for each fault, in the document's order.</summary>
    public IReadOnlyList<string> Texts()
    {
        var texts = _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).Select(fault => fault.Text).ToList();
        if (_unlisted > 0) texts.Add(string.Create(CultureInfo.InvariantCulture, $"{fileName}: and {_unlisted} more faults"));
        return texts;
    }

    /// <exception cref="InvalidInputException">There are faults; the message holds one line for each.</exception>
    public void ThrowIfAny()
    {
        if (Count > 0) throw new InvalidInputException(string.Join('\n', Texts()));
    }
}
