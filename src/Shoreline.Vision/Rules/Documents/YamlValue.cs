namespace Shoreline.Vision.Rules.Documents;

/// <summary>A value of a YAML document, with the place where it begins, both from 1.</summary>
internal abstract record YamlValue(int Line, int Column);

/// <summary>A word, number or text. <c>IsNull</c>: nothing stands there, or <c>~</c> or <c>null</c> without quotes.</summary>
internal sealed record YamlText(int Line, int Column, string Text, bool IsNull) : YamlValue(Line, Column);

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlValue> Items) : YamlValue(Line, Column);

/// <summary>Keys and values in the order of the file; a key may stand there twice.</summary>
internal sealed record YamlMapping(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlValue(Line, Column);

internal readonly record struct YamlEntry(string Key, int Line, int Column, YamlValue Value);
