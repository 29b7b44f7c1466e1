using System.Runtime.CompilerServices;
using Shoreline.Core;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>Each file of <c>bad/</c> is refused with the messages of the text beside it.</summary>
public sealed class BadProcedureTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!, "bad");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_procedure_is_refused_with_every_fault_and_its_place(string name)
    {
        var refused = Assert.Throws<InvalidInputException>(() => RuleFile.Parse(File.ReadAllBytes(Path.Combine(Folder, name)), name, RuleText.Known));
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".txt"))).TrimEnd('\n'), refused.Message);
    }

    [Fact]
    public void There_are_5_bad_files() => Assert.Equal(5, Names.Count);

    [Theory]
    [InlineData(1, 101, "procedures[0].steps: has 101 steps; at most 100")]
    [InlineData(3, 90, "procedures: have 270 steps together; at most 256")]
    [InlineData(65, 1, "procedures: has 65 procedures; at most 64")]
    public void Numbers_have_limits(int procedures, int steps, string message)
    {
        var text = string.Join(", ", Enumerable.Range(0, procedures).Select(i =>
            $"{{ name: p{i}, steps: [{string.Join(", ", Enumerable.Range(0, steps).Select(step => $"{{ name: s{step}, when: {{ label: person }} }}"))}] }}"));
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => RuleText.Parse($"procedures: [{text}]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damage_to_a_good_procedure_is_read_or_refused()
    {
        var good = """
            zones: { walk: [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]] }
            procedures:
              - name: a
                per: object
                order: any
                within: 1m
                cooldown: 3s
                start: { zone: walk, for: 1s }
                end: { not: { zone: walk } }
                emit: [start, violation]
                steps: [{ name: x, when: { zone: walk }, for: 2s, minimum: 3s, within: 9s, repeat: [1, 3] }, { name: y, when: { posture: squat }, optional: true }]
            """u8.ToArray();
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var damaged = good.ToArray();
            for (var i = random.Next(4); i >= 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Assert.NotNull(RuleFile.Parse(random.Next(4) == 0 ? damaged.AsSpan(0, random.Next(damaged.Length)) : damaged, "fuzz.yaml", RuleText.Known));
            }
            catch (InvalidInputException e)
            {
                Assert.All(e.Message.Split('\n'), line => Assert.Matches("^fuzz\\.yaml:[0-9]+:[0-9]+: .|more faults$", line));
            }
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
