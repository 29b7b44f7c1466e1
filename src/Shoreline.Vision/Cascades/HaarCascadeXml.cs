using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Shoreline.Core;

namespace Shoreline.Vision.Cascades;

/// <summary>Reads OpenCV's XML for cascades (<c>opencv-cascade-classifier</c>, feature type <c>HAAR</c>, upright features).</summary>
internal sealed class HaarCascadeXml
{
    private static readonly char[] Blanks = [' ', '\n', '\r', '\t'];

    private readonly List<HaarStage> _stages = [];
    private readonly List<HaarTree> _trees = [];
    private readonly List<HaarNode> _nodes = [];
    private readonly List<float> _leaves = [];
    private readonly List<HaarFeature> _features = [];
    private int _width;
    private int _height;

    /// <exception cref="InvalidInputException">The file is not a cascade of that kind; the message says what is wrong.</exception>
    public static HaarCascade Read(string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true });
            return new HaarCascadeXml().Read(XDocument.Load(reader));
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} is not a cascade of upright Haar features in OpenCV's format: {e.Message}", e);
        }
    }

    private HaarCascade Read(XDocument document)
    {
        var cascade = document.Root?.Element("cascade") ?? throw new FormatException("there is no element 'cascade'");
        var kind = Text(cascade, "featureType");
        if (kind != "HAAR") throw new FormatException($"its feature type is '{kind}', not 'HAAR'");
        (_width, _height) = (Integer(Text(cascade, "width")), Integer(Text(cascade, "height")));
        if (_width is < 4 or > 256 || _height is < 4 or > 256) throw new FormatException($"its window is {_width}x{_height}, not 4…256");
        foreach (var feature in Items(cascade, "features")) _features.Add(ReadFeature(feature));
        foreach (var stage in Items(cascade, "stages")) ReadStage(stage);
        if (_stages.Count == 0) throw new FormatException("it has no stages");
        return new HaarCascade(_width, _height, [.. _stages], [.. _trees], [.. _nodes], [.. _leaves], [.. _features]);
    }

    private HaarFeature ReadFeature(XElement feature)
    {
        if (feature.Element("tilted") is { } tilted && tilted.Value.Trim() != "0") throw new FormatException("it has tilted features");
        var rectangles = Items(feature, "rects").Select(ReadRectangle).ToArray();
        if (rectangles.Length is not (2 or 3)) throw new FormatException($"a feature has {rectangles.Length} rectangles");
        return new HaarFeature(rectangles[0], rectangles[1], rectangles.Length == 3 ? rectangles[2] : default);
    }

    private HaarRectangle ReadRectangle(XElement rectangle)
    {
        var parts = Parts(rectangle.Value);
        if (parts.Length != 5) throw new FormatException($"a rectangle has {parts.Length} numbers, not 5");
        var (x, y, width, height) = (Integer(parts[0]), Integer(parts[1]), Integer(parts[2]), Integer(parts[3]));
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > _width || y + height > _height)
        {
            throw new FormatException($"the rectangle {x} {y} {width} {height} is outside the window");
        }
        return new HaarRectangle(x, y, width, height, Number(parts[4]));
    }

    private void ReadStage(XElement stage)
    {
        var first = _trees.Count;
        foreach (var tree in Items(stage, "weakClassifiers")) ReadTree(tree);
        _stages.Add(new HaarStage(first, _trees.Count - first, Number(Text(stage, "stageThreshold"))));
    }

    private void ReadTree(XElement tree)
    {
        var nodes = Parts(Text(tree, "internalNodes"));
        var leaves = Parts(Text(tree, "leafValues"));
        if (nodes.Length == 0 || nodes.Length % 4 != 0) throw new FormatException($"a tree has {nodes.Length} numbers for its nodes");
        var count = nodes.Length / 4;
        _trees.Add(new HaarTree(_nodes.Count, _leaves.Count));
        for (var i = 0; i < count; i++)
        {
            var feature = Integer(nodes[(4 * i) + 2]);
            if (feature < 0 || feature >= _features.Count) throw new FormatException($"a node names feature {feature} of {_features.Count}");
            var (left, right) = (Integer(nodes[4 * i]), Integer(nodes[(4 * i) + 1]));
            CheckChild(left, i, count, leaves.Length);
            CheckChild(right, i, count, leaves.Length);
            _nodes.Add(new HaarNode(left, right, feature, Number(nodes[(4 * i) + 3])));
        }
        foreach (var leaf in leaves) _leaves.Add(Number(leaf));
    }

    // A child comes after its parent: what is read ends when it is walked.
    private static void CheckChild(int child, int parent, int nodes, int leaves)
    {
        var good = child > 0 ? child > parent && child < nodes : -child < leaves;
        if (!good) throw new FormatException($"node {parent} of a tree has the child {child}");
    }

    private static IEnumerable<XElement> Items(XElement parent, string name) =>
        (parent.Element(name) ?? throw new FormatException($"there is no element '{name}' in '{parent.Name}'")).Elements("_");

    private static string Text(XElement parent, string name) =>
        (parent.Element(name) ?? throw new FormatException($"there is no element '{name}' in '{parent.Name}'")).Value.Trim();

    private static string[] Parts(string text) => text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    private static int Integer(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static float Number(string text) => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
