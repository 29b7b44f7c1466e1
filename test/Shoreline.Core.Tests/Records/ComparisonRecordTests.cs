using System.Text;
using Shoreline.Core.Records;

namespace Shoreline.Core.Tests.Records;

public sealed class ComparisonRecordTests
{
    private const string Golden =
        """
        {"schema":"shoreline.comparison/1","device":"gw-01","camera":"entrance","from":"2026-01-31T09:30:00.000000Z","to":"2026-01-31T09:30:59.960000Z","model":{"name":"yunet-2023mar","digest":"sha256:8f23"},"other":{"name":"yunet-n-320"},"frames":1200,"skipped":300,"differing":41,"labels":{"face":{"kept":2310,"changed":20,"gained":3,"lost":18}},"tolerance":{"iou":0.5,"moved":0.8,"score":0.1}}
        """;

    private static readonly ComparisonRecord Record = new()
    {
        Schema = ComparisonRecord.CurrentSchema,
        Device = "gw-01",
        Camera = "entrance",
        From = "2026-01-31T09:30:00.000000Z",
        To = "2026-01-31T09:30:59.960000Z",
        Model = new DetectionRecord.ModelFacts { Name = "yunet-2023mar", Digest = "sha256:8f23" },
        Other = new DetectionRecord.ModelFacts { Name = "yunet-n-320" },
        Frames = 1200,
        Skipped = 300,
        Differing = 41,
        Labels = new Dictionary<string, ComparisonFigures> { ["face"] = new(2310, 20, 3, 18) },
        Tolerance = new ComparisonTolerance(0.5, 0.8, 0.1),
    };

    [Fact]
    public void A_record_looks_as_the_format_says() => Assert.Equal(Golden, Encoding.UTF8.GetString(Record.Encode()));

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Null(ComparisonRecord.TryParse(Encoding.UTF8.GetBytes(Golden), out var read));
        Assert.Equal(Record.Labels, read!.Labels);
        Assert.Equal(Record, read with { Labels = Record.Labels });
    }

    [Theory]
    [InlineData("comparison/1", "comparison/2", "has schema")]
    [InlineData("2026-01-31T09:30:59.960000Z", "today", "RFC 3339")]
    [InlineData("{\"kept\":2310,\"changed\":20,\"gained\":3,\"lost\":18}", "null", "has null")]
    [InlineData("{\"iou\":0.5,\"moved\":0.8,\"score\":0.1}", "null", "has null")]
    [InlineData("1200", "\"many\"", "is not the JSON expected")]
    public void What_is_wrong_is_told(string part, string replaced, string fault)
    {
        Assert.Contains(
            fault,
            ComparisonRecord.TryParse(Encoding.UTF8.GetBytes(Golden.Replace(part, replaced, StringComparison.Ordinal)), out var read),
            StringComparison.Ordinal);
        Assert.Null(read);
    }

    [Fact]
    public void Any_prefix_is_refused_without_harm()
    {
        var bytes = Encoding.UTF8.GetBytes(Golden);
        for (var length = 0; length < bytes.Length; length++) Assert.NotNull(ComparisonRecord.TryParse(bytes.AsSpan(0, length), out _));
    }

    [Fact]
    public void A_difference_looks_as_the_format_says()
    {
        var model = new DetectionRecord.ModelFacts { Name = "a" };
        var record = new DifferenceRecord
        {
            Schema = DifferenceRecord.CurrentSchema,
            Camera = "worker-zone",
            Frame = new DetectionRecord.FrameFacts { Index = 12, PtsNs = 480000000, Width = 1280, Height = 720 },
            Model = model,
            Other = model with { Name = "b" },
            Differences =
            [
                new DifferenceRecord.Difference(
                    "changed", "face", 0.74, new(0.93, [0.41, 0.22, 0.08, 0.15]), new(0.9, [0.42, 0.22, 0.08, 0.15])),
                new DifferenceRecord.Difference("lost", "face", null, new(0.71, [0.1, 0.2, 0.3, 0.4]), null),
            ],
        };
        Assert.Equal(
            """
            {"schema":"shoreline.difference/1","camera":"worker-zone","frame":{"index":12,"ptsNs":480000000,"width":1280,"height":720},"model":{"name":"a"},"other":{"name":"b"},"differences":[{"kind":"changed","label":"face","overlap":0.74,"before":{"score":0.93,"box":[0.41,0.22,0.08,0.15]},"after":{"score":0.9,"box":[0.42,0.22,0.08,0.15]}},{"kind":"lost","label":"face","before":{"score":0.71,"box":[0.1,0.2,0.3,0.4]}}]}
            """,
            Encoding.UTF8.GetString(record.Encode()));
    }
}
