using System.Text;
using Shoreline.Core;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>A rule file may hold anything: it is read, or refused with a message, and nothing else.</summary>
public sealed class RuleFuzzTests
{
    private static readonly string[] Pieces =
    [
        "zones", "masks", "lines", "rules", "size", "name", "zone", "line", "when", "all", "any", "not", "sequence", "within", "for", "angle", "pose", "seen", "points",
        "from", "to", "[", "]", "{", "}", ": ", ", ", "- ", "\n", "\n  ", "\n    ", "\"", "'", "|", ">", "&a ", "*a", "!x ", "?", "#", "0.5", "-1", "1e999", "NaN", "3s", "picture",
        "squat", "person", "\\", "\t", "\0", "\u2028", "\ud83d", "%", "---\n", "...\n", "~",
    ];

    [Fact]
    public void Any_pieces_in_any_order_are_read_or_refused()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (var i = random.Next(60); i >= 0; i--) text.Append(Pieces[random.Next(Pieces.Length)]);
            ReadOrRefuse(Encoding.UTF8.GetBytes(text.ToString()), seed);
        }
    }

    [Fact]
    public void Any_damage_to_a_good_file_is_read_or_refused()
    {
        var good = Encoding.UTF8.GetBytes("""
            size: 1280x720
            zones: { walk: [[120, 400], [700, 400], [900, 719], [60, 719]] }
            lines: { door: { from: [200, 650], to: [1000, 650], left: out, right: in } }
            rules:
              - { name: a, zone: walk, dwell: 10s, emit: [enter, dwell], anchor: overlap 30% }
              - { name: b, line: door, direction: in }
              - { name: c, when: { sequence: [{ zone: walk }, { not: { posture: squat, for: 1m30s } }], within: 30s } }
            """);
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var damaged = good.ToArray();
            for (var i = random.Next(4); i >= 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            ReadOrRefuse(random.Next(4) == 0 ? damaged.AsSpan(0, random.Next(damaged.Length)) : damaged, seed);
        }
    }

    [Fact]
    public void A_file_of_opening_brackets_is_refused_in_a_moment()
    {
        foreach (var bracket in "[{-")
        {
            var text = string.Concat(Enumerable.Repeat(bracket == '-' ? "- " : $"{bracket}", 60_000));
            Assert.Throws<InvalidInputException>(() => RuleText.Parse(text));
        }
    }

    private static void ReadOrRefuse(ReadOnlySpan<byte> bytes, int seed)
    {
        try
        {
            Assert.NotNull(RuleFile.Parse(bytes, "fuzz.yaml", RuleText.Known));
        }
        catch (InvalidInputException e)
        {
            Assert.All(e.Message.Split('\n'), line => Assert.Matches("^fuzz\\.yaml:[0-9]+:[0-9]+: .|more faults$", line));
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"Seed {seed}: {e}");
        }
    }
}
