using System.Buffers;
using System.Globalization;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Reads <c>size</c>, <c>zones</c>, <c>masks</c> and <c>lines</c>.</summary>
internal static class AreaReader
{
    private const int MostOfAKind = 64;
    private const int LongestName = 64;
    private const int LargestSize = 32_768;
    private const float ShortestLine = 0.01f;

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_- ");

    public static void Read(DocumentFields root, RuleScope scope)
    {
        scope.Size = ReadSize(root);
        foreach (var (name, entry) in Named(root, "zones", name => scope.Zones.ContainsKey(name)))
        {
            if (ReadArea(root, "zones", name, entry, scope) is { } zone) scope.Zones.Add(name, zone);
        }
        foreach (var (name, entry) in Named(root, "masks", name => scope.Masks.ContainsKey(name)))
        {
            if (ReadArea(root, "masks", name, entry, scope) is { } mask) scope.Masks.Add(name, mask);
        }
        foreach (var (name, entry) in Named(root, "lines", name => scope.Lines.ContainsKey(name)))
        {
            if (ReadLine(name, entry, scope) is { } line) scope.Lines.Add(name, line);
        }
    }

    private static (int Width, int Height)? ReadSize(DocumentFields root)
    {
        if (root.Text("size") is not { } text) return null;
        var parts = text.Split('x', 'X', '×');
        if (parts.Length == 2 && TrySide(parts[0], out var width) && TrySide(parts[1], out var height)) return (width, height);
        root.Fault("size", $"{Quoted.Of(text)} is not a size; for example 1280x720");
        return null;
    }

    private static bool TrySide(string text, out int side) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= LargestSize;

    /// <summary>The entries of a mapping of the author's own names, those whose names will do.</summary>
    private static IEnumerable<(string Name, YamlEntry Entry)> Named(DocumentFields root, string key, Func<string, bool> isTaken)
    {
        if (root.Fields(key) is not { } fields) yield break;
        var count = 0;
        foreach (var entry in fields.TakeAll())
        {
            var name = entry.Key;
            if (++count > MostOfAKind)
            {
                fields.Faults.Add(entry.Line, entry.Column, key, $"has more than {MostOfAKind}; leave some out");
                yield break;
            }
            if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(NameLetters) || name.Trim() != name)
            {
                fields.Faults.Add(entry.Line, entry.Column, key, $"{Quoted.Of(name)} is no name: use 1 to {LongestName} letters, digits, spaces, _ and -");
            }
            else if (name == Zone.PictureName && key == "zones")
            {
                fields.Faults.Add(entry.Line, entry.Column, key, "'picture' is the whole picture already; choose another name");
            }
            else if (!isTaken(name)) yield return (name, entry);
        }
    }

    private static Zone? ReadArea(DocumentFields root, string kind, string name, in YamlEntry entry, RuleScope scope)
    {
        var path = $"{kind}.{name}";
        if (entry.Value is not YamlMapping mapping)
        {
            return new Zone(name, ReadPolygon(entry.Value, path, scope), null);
        }
        var fields = new DocumentFields(mapping, path, root.Faults);
        var cameras = scope.ReadCameras(fields);
        var points = fields.Take("points");
        fields.RefuseUnknown();
        if (points is not null) return new Zone(name, ReadPolygon(points, $"{path}.points", scope), cameras);
        fields.Fault("points", "is missing; for example 'points: [[0.1, 0.5], [0.9, 0.5], [0.9, 1], [0.1, 1]]'");
        return new Zone(name, null, cameras); // so that rules that name it are not at fault too
    }

    private static Polygon? ReadPolygon(YamlValue value, string path, RuleScope scope)
    {
        if (value is not YamlList list)
        {
            scope.Faults.Add(value, path, "must be a list of points, [[x, y], [x, y], [x, y]]");
            return null;
        }
        if (list.Items.Count > Polygon.MostPoints)
        {
            scope.Faults.Add(value, path, $"has {list.Items.Count} points; at most {Polygon.MostPoints}");
            return null;
        }
        var points = new List<ImagePoint>();
        foreach (var (index, item) in list.Items.Index())
        {
            if (ReadPoint(item, $"{path}[{index}]", scope) is { } point) points.Add(point);
        }
        if (points.Count < list.Items.Count) return null; // whether the sides cross cannot be told
        var corners = points.ToArray();
        if (Polygon.Fault(corners) is not { } fault) return new Polygon(corners);
        scope.Faults.Add(value, path, fault);
        return null;
    }

    private static CrossingLine? ReadLine(string name, in YamlEntry entry, RuleScope scope)
    {
        var path = $"lines.{name}";
        if (entry.Value is not YamlMapping mapping)
        {
            scope.Faults.Add(entry.Value, path, "must be a mapping; for example { from: [0.1, 0.5], to: [0.9, 0.5] }");
            return null;
        }
        var fields = new DocumentFields(mapping, path, scope.Faults);
        var from = ReadEnd(fields, "from", scope);
        var to = ReadEnd(fields, "to", scope);
        var left = ReadSide(fields, "left");
        var right = ReadSide(fields, "right");
        if (left == right) fields.FaultAtKey("right", $"'{right}' is the name of the other side too");
        var line = new CrossingLine(name, from ?? default, to ?? new ImagePoint(1, 1), left, right, scope.ReadCameras(fields));
        fields.RefuseUnknown();
        if (from is { } a && to is { } b && Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y)) < ShortestLine) fields.FaultHere("is too short: its ends are at the same place");
        return line;
    }

    private static ImagePoint? ReadEnd(DocumentFields fields, string key, RuleScope scope)
    {
        if (fields.Take(key) is { } value) return ReadPoint(value, fields.PathOf(key), scope);
        fields.Fault(key, $"is missing; for example '{key}: [0.1, 0.5]'");
        return null;
    }

    private static string ReadSide(DocumentFields fields, string key)
    {
        if (fields.Text(key) is not { } name) return key;
        if (name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAnyExcept(NameLetters)) return name;
        fields.Fault(key, $"{Quoted.Of(name)} is no name: use 1 to {LongestName} letters, digits, spaces, _ and -");
        return key;
    }

    private static ImagePoint? ReadPoint(YamlValue value, string path, RuleScope scope)
    {
        if (value is not YamlList { Items: [YamlText first, YamlText second] } || !Numbers.TryParse(first.Text, out var x) || !Numbers.TryParse(second.Text, out var y))
        {
            scope.Faults.Add(value, path, "must be a point, [x, y]");
            return null;
        }
        var (width, height) = scope.Size ?? (1, 1);
        if (x >= 0 && x <= width && y >= 0 && y <= height) return new ImagePoint((float)(x / width), (float)(y / height));
        var limits = scope.Size is null
            ? "0…1; for pixels write the picture's size at the top, such as 'size: 1280x720'"
            : string.Create(CultureInfo.InvariantCulture, $"which is {width}x{height}");
        scope.Faults.Add(value, path, string.Create(CultureInfo.InvariantCulture, $"[{x}, {y}] is outside of the picture, {limits}"));
        return null;
    }
}
