using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;

namespace Shoreline.Core.Tests.Records;

public sealed class ProcedureRunRecordTests
{
    private const long StartNs = 1_769_851_812_480_000_000;
    private const long EndNs = 1_769_851_829_200_000_000;

    private static readonly ProcedureRunContent Run = new()
    {
        Device = new DeviceName("gw-01"),
        Camera = new CameraName("line-1"),
        Run = "gw-01/line-1/6470e2a5d8e40/run-3",
        Procedure = "assemble a piece",
        Track = 3,
        Label = "person",
        StartNs = StartNs,
        EndNs = EndNs,
        Outcome = "violated",
        Steps =
        [
            new ProcedureRunStep("take the part", 1, StartNs, StartNs + 800_000_000, 0.8), new ProcedureRunStep("fasten", 0, 0, 0, 0),
            new ProcedureRunStep("inspect", 2, StartNs + 6_520_000_000, StartNs + 10_520_000_000, 2.6),
        ],
        Violations =
        [
            new ProcedureRunViolation("too-short", StartNs + 11_320_000_000) { Step = "inspect", Seconds = 1.4, Limit = 1.8 },
            new ProcedureRunViolation("missed", EndNs) { Step = "fasten" },
        ],
    };

    private static byte[] Golden => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(ThisFile())!, "golden", "procedures-1.json"));

    [Fact]
    public void A_record_looks_as_the_format_says()
    {
        using var writer = new ProcedureRunWriter();
        Assert.Equal(Encoding.UTF8.GetString(Golden).TrimEnd('\n'), Encoding.UTF8.GetString(writer.Write(Run).Span));
    }

    [Fact]
    public void The_record_of_the_first_version_is_read()
    {
        Assert.Null(ProcedureRunRecord.TryParse(Golden, out var read));
        Assert.Equal(("assemble a piece", 3L, "violated", 16.72, (string?)null), (read!.Procedure, read.Track, read.Outcome, read.Seconds, read.Reason));
        Assert.Equal([("take the part", 1, (double?)0.8), ("fasten", 0, null), ("inspect", 2, 2.6)], read.Steps.Select(step => (step.Name, step.Times, step.Seconds)));
        Assert.Equal([("too-short", "inspect", (double?)1.8), ("missed", "fasten", null)], read.Violations.Select(violation => (violation.What, violation.Step, violation.Limit)));
    }

    [Fact]
    public void The_documentation_shows_the_golden_record()
    {
        var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/formats/records.md"));
        Assert.Contains(string.Concat(Encoding.UTF8.GetString(Golden).Where(letter => letter is not ('\n' or ' '))), string.Concat(text.Where(letter => letter is not ('\n' or ' '))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read() =>
        Prop.ForAll<NonNull<string>, double, NonNegativeInt>((text, number, count) =>
        {
            using var writer = new ProcedureRunWriter();
            var record = writer.Write(Run with
            {
                Procedure = text.Get,
                Label = text.Get,
                Reason = text.Get,
                Track = count.Get,
                Steps = [new ProcedureRunStep(text.Get, count.Get, StartNs, EndNs, number)],
                Violations = [new ProcedureRunViolation(text.Get, EndNs) { Step = text.Get, Seconds = number, Limit = number }],
            });
            Assert.Null(ProcedureRunRecord.TryParse(record.Span, out var read));
            Assert.DoesNotContain((byte)'\n', record.ToArray());
            // A half of a pair of characters that stands alone cannot be written; it becomes U+FFFD.
            var kept = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            var rounded = double.IsFinite(number) ? Math.Round(number, 5) : 0;
            Assert.Equal((kept, kept, kept, kept, kept), (read!.Procedure, read.Label, read.Reason, read.Steps[0].Name, read.Violations[0].Step));
            Assert.Equal((rounded, rounded), (read.Violations[0].Seconds, read.Violations[0].Limit));
            Assert.Equal(count.Get == 0 ? null : rounded, read.Steps[0].Seconds);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_prefix_and_any_flipped_bit_is_refused_or_read_but_never_thrown_at()
    {
        using var writer = new ProcedureRunWriter();
        var record = writer.Write(Run).ToArray();
        for (var length = 0; length < record.Length; length++) Assert.NotNull(ProcedureRunRecord.TryParse(record.AsSpan(0, length), out _));
        for (var bit = 0; bit < 8 * record.Length; bit++)
        {
            var damaged = record.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var fault = ProcedureRunRecord.TryParse(damaged, out var read);
            Assert.Equal(fault is null, read is not null);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
