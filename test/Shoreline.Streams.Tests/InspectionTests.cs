using System.Text;
using Shoreline.Core;
using Shoreline.Streams.Inspection;

namespace Shoreline.Streams.Tests;

public sealed class InspectionTests : IDisposable
{
    private const int RecordBytes = 100; // header and payload; segments hold nine
    private readonly ScratchFolder _folder = new();

    private string Root => _folder["streams"];

    private string Copy => _folder["copy"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_stream_is_described_and_called_sound()
    {
        await MakeAsync();

        var inspection = StreamInspector.Inspect(Root, "readings");

        Assert.True(inspection.IsSound);
        Assert.Empty(inspection.Findings);
        Assert.Equal((40, 40 * 68, 5), (inspection.Records, inspection.PayloadBytes, inspection.Segments.Count));
        Assert.Equal(("cloud", 7L), (Assert.Single(inspection.Cursors).ExportId, inspection.Cursors[0].Confirmed));
    }

    [Fact]
    public async Task Each_damage_is_named_with_its_place_and_what_is_lost()
    {
        await MakeAsync();
        Flip(Segment(0), 64 + 2 * RecordBytes + 50); // payload of record 2
        Flip(Segment(0), 64 + 5 * RecordBytes + 10); // header of record 5
        Flip(Segment(9), new FileInfo(Segment(9)).Length - 5); // trailer
        File.Delete(Segment(18));
        Flip(Path.Combine(Root, "readings", "exports", "cloud.cursor"), 40);
        Flip(Path.Combine(Root, "readings", "exports", "cloud.cursor"), 4096 + 40);
        await File.WriteAllTextAsync(Path.Combine(Root, "readings", "notes.txt"), "mine", TestContext.Current.CancellationToken);
        await using (var torn = File.Open(Segment(36), FileMode.Append)) torn.Write(new byte[20]);

        var inspection = StreamInspector.Inspect(Root, "readings");

        Assert.False(inspection.IsSound);
        Assert.Equal(
            [
                (FindingKind.DamagedPayload, "00000000000000000000.seg", new SequenceRange(2, 2)),
                (FindingKind.DamagedBytes, "00000000000000000000.seg", new SequenceRange(5, 5)),
                (FindingKind.DamagedFooter, "00000000000000000009.seg", null),
                (FindingKind.MissingRecords, "00000000000000000027.seg", new SequenceRange(18, 26)),
                (FindingKind.TornTail, "00000000000000000036.seg", null),
                (FindingKind.DamagedCursor, "exports/cloud.cursor", (SequenceRange?)null),
                (FindingKind.Foreign, "notes.txt", null),
            ],
            inspection.Findings.OrderBy(f => f.Kind == FindingKind.Foreign).Select(f => (f.Kind, f.File, f.Lost)));
        Assert.Contains(inspection.Findings, f => f.ToString() == "00000000000000000027.seg: no file holds these records; records 18 to 26 are lost");
        Assert.Equal(40 - 2 - 9, inspection.Records);
    }

    [Fact]
    public async Task A_repair_writes_what_is_sound_elsewhere_and_leaves_the_original_alone()
    {
        await MakeAsync();
        Flip(Segment(0), 64 + 2 * RecordBytes + 50);
        Flip(Segment(9), 70);
        Flip(Segment(36), 64 + RecordBytes + 40); // the newest segment, in a batch that others follow
        var before = Bytes();

        StreamInspector.Repair(Root, "readings", Copy);

        Assert.Equal(before, Bytes());
        Assert.DoesNotContain(StreamInspector.Inspect(Copy, "readings").Segments, segment => !segment.IsSealed);
        Assert.DoesNotContain(StreamInspector.Inspect(Copy, "readings").Findings, f => f.Kind != FindingKind.MissingRecords);
        await using var store = await TestStreams.OpenAsync(Copy);
        var stream = store.Get("readings");
        Assert.Equal(Enumerable.Range(0, 40).Except([2, 9, 37]).Select(i => ((long)i, $"{i,68}")), stream.ReadAll());
        Assert.Equal(7, stream.OpenCursor("cloud").Confirmed);
        Assert.Equal(40, await stream.AppendAsync("next"u8.ToArray()));
        Assert.Throws<StreamExistsException>(() => StreamInspector.Repair(Root, "readings", Copy));
        Assert.Throws<InvalidInputException>(() => StreamInspector.Repair(Root, "readings", Root));
    }

    [Fact]
    public void A_stream_that_is_not_there_or_has_no_definition_is_said_so()
    {
        Assert.Throws<StreamNotFoundException>(() => StreamInspector.Inspect(Root, "readings"));

        Directory.CreateDirectory(Path.Combine(Root, "readings"));
        var error = Assert.Throws<InvalidInputException>(() => StreamInspector.Inspect(Root, "readings"));
        Assert.Contains("Restore definition.json", error.Message, StringComparison.Ordinal);
    }

    private async Task MakeAsync()
    {
        await using var store = await TestStreams.OpenAsync(Root);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
        for (var i = 0; i < 40; i++) await stream.AppendAsync(Encoding.UTF8.GetBytes($"{i,68}"));
        stream.OpenCursor("cloud").Confirm(7);
        await stream.OpenCursor("cloud").SaveAsync(TestContext.Current.CancellationToken);
    }

    private string Segment(long first) => Path.Combine(Root, "readings", $"{first:D20}.seg");

    private static void Flip(string path, long offset)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = offset;
        var b = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private List<(string, string)> Bytes() =>
        [.. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path))))];
}
