using Shoreline.Core;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;
using Shoreline.Vision.Rules.Reading;

namespace Shoreline.Vision.Rules;

/// <summary>A rule file that has been read and found right. Immutable; serves any number of cameras. Format: docs/formats/rules.md.</summary>
public sealed class RuleFile
{
    internal RuleFile(RuleScope scope, IReadOnlyList<Rule> rules, IReadOnlyList<Procedure> procedures)
    {
        (Zones, Masks, Lines, Size) = ([.. scope.Zones.Values], [.. scope.Masks.Values], [.. scope.Lines.Values], scope.Size);
        (Points, Rules, Procedures) = (scope.Points, rules, procedures);
    }

    /// <summary>In the order of the file, without the whole picture.</summary>
    public IReadOnlyList<Zone> Zones { get; }

    public IReadOnlyList<Zone> Masks { get; }

    public IReadOnlyList<CrossingLine> Lines { get; }

    public IReadOnlyList<Rule> Rules { get; }

    public IReadOnlyList<Procedure> Procedures { get; }

    /// <summary>The picture in whose pixels the file's points are; null where they are 0…1.</summary>
    public (int Width, int Height)? Size { get; }

    /// <summary>The points that its conditions speak of.</summary>
    internal PointTable Points { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="names">What is known where it is used.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or something in it is wrong: the message has a line for each fault.</exception>
    public static RuleFile Load(string path, RuleNames? names = null)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[YamlReader.MostBytes + 1]; // a file that is longer is refused, and one without an end does no harm
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Parse(bytes.AsSpan(0, length), Path.GetFileName(path), names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"The rules {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads and checks the text of a file.</summary>
    /// <param name="fileName">As it shall stand in messages.</param>
    /// <exception cref="InvalidInputException">Something in it is wrong: the message has a line for each fault.</exception>
    public static RuleFile Parse(ReadOnlySpan<byte> utf8, string fileName, RuleNames? names = null)
    {
        var faults = new DocumentFaults(fileName);
        var root = YamlReader.Read(utf8, faults);
        var file = root is null ? null : RuleFileReader.Read(new DocumentFields(root, "", faults), names ?? new RuleNames());
        faults.ThrowIfAny();
        return file!;
    }
}
