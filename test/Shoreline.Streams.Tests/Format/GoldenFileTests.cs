using System.Text;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Writing;

namespace Shoreline.Streams.Tests.Format;

/// <summary>The files of <c>Golden/</c> were made from docs/formats by hand, not by this program. Every later version must read them.</summary>
public sealed class GoldenFileTests : IDisposable
{
    private const string SegmentName = "00000000000000000007.seg";
    private const long CreatedAtNs = 1_769_851_800_000_000_000;
    private const long AppendedAtNs = CreatedAtNs + 50_000_000;

    private readonly ScratchFolder _folder = new();

    private static Incarnation Known => Incarnation.TryParse("00112233445566778899aabbccddeeff", out var incarnation) ? incarnation : throw new InvalidOperationException();

    [Fact]
    public void A_segment_is_written_byte_for_byte_as_documented()
    {
        var file = new MemoryFile();
        var header = new byte[SegmentHeader.Bytes];
        SegmentHeader.Write(header, Known, 7, CreatedAtNs);
        file.Write(header, 0);
        var active = new ActiveSegment(new MemoryFileSystem(), file, new Segment(SegmentName, 7, new SparseIndex(1024)), 7, Known.Salt, new byte[4096]);

        active.Stage("first"u8, AppendedAtNs);
        active.Stage(""u8, AppendedAtNs);
        active.Write();
        active.Commit();
        active.Stage("third"u8, AppendedAtNs + 1_000_000);
        active.WriteFooter(Known);

        Assert.Equal(Golden(SegmentName), Content(file));
    }

    [Fact]
    public void A_cursor_is_written_byte_for_byte_as_documented()
    {
        var files = new MemoryFileSystem();
        var slots = SlotFile.Open(files, "c", Known, SlotFile.CursorMagic, [-1], out var found);
        foreach (var confirmed in new long[] { 40, 41, 42 }) slots.Save([confirmed]);

        Assert.False(found);
        Assert.Equal(Golden("cloud.cursor.bin"), Content(files.Open("c", FileOpen.Read)));
    }

    [Fact]
    public void An_account_is_read_and_written_byte_for_byte_as_documented()
    {
        var files = new MemoryFileSystem();
        using (var golden = files.Open("s/ledger.1", FileOpen.CreateNew)) golden.Write(Golden("ledger.1"), 0);
        Assert.True(new LedgerFile(files, "s", Known).TryLoad(out var saved, out _));

        new LedgerFile(files, "copy", Known).Save(LedgerFile.Encode(saved.Totals, saved.Days, saved.Damage));

        Assert.Equal((1023, 2400, 3), (saved.Totals.EvictedThrough, saved.Days[1].FirstSequence, saved.Days[0].Rejected));
        Assert.Equal([new Damage(1500, 16448, 90, 2000, 2001), Damage.Gap(2100, 2110)], saved.Damage);
        Assert.Equal(Golden("ledger.1"), Content(files.Open("copy/ledger.1", FileOpen.Read)));
    }

    [Fact]
    public void A_definition_is_written_byte_for_byte_as_documented()
    {
        var files = new MemoryFileSystem();
        var definition = new StreamDefinition
        {
            Name = "golden",
            OnFull = OnFull.OverwriteOldest,
            Flush = FlushMode.Relaxed,
            Labels = new Dictionary<string, string> { ["site"] = "plant 1" },
            Extension = "kept as it is",
        };

        DefinitionFile.Save(files, "s", definition, Known, CreatedAtNs);

        Assert.Equal(Golden("definition.checksum.json"), Content(files.Open("s/definition.json", FileOpen.Read)));
    }

    [Theory]
    [InlineData("definition.json")] // of a version that wrote no checksum
    [InlineData("definition.checksum.json")]
    public void A_definition_is_read_with_its_checksum_and_without(string name)
    {
        var files = new MemoryFileSystem();
        using (var golden = files.Open("s/definition.json", FileOpen.CreateNew)) golden.Write(Golden(name), 0);

        Assert.Null(DefinitionFile.TryLoad(files, "s", out var definition, out var incarnation, out var createdAtNs));
        Assert.Equal(("golden", Known.Text, CreatedAtNs), (definition.Name, incarnation.Text, createdAtNs));
    }

    [Theory]
    [InlineData("268435456", "268435457", "checksum is")] // a number that is as good
    [InlineData("\"maxBytes\"", "\"maxBytez\"", "checksum is")]
    [InlineData("\"checksum\": \"", "\"checksum\": \"0", "8 hexadecimal digits")]
    public void A_definition_that_was_changed_says_so(string from, string to, string told)
    {
        var files = new MemoryFileSystem();
        using (var golden = files.Open("s/definition.json", FileOpen.CreateNew))
            golden.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Golden("definition.checksum.json")).Replace(from, to, StringComparison.Ordinal)), 0);

        Assert.Contains(told, DefinitionFile.TryLoad(files, "s", out _, out _, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // as if there were a later segment, so that the footer is relied on
    public async Task A_stream_of_golden_files_opens(bool hasLater)
    {
        var stream = Directory.CreateDirectory(_folder["golden", "exports"]).Parent!.FullName;
        File.Copy(GoldenPath("definition.json"), Path.Combine(stream, "definition.json"));
        File.Copy(GoldenPath(SegmentName), Path.Combine(stream, SegmentName));
        File.Copy(GoldenPath("cloud.cursor.bin"), Path.Combine(stream, "exports", "cloud.cursor"));
        if (hasLater) await File.WriteAllBytesAsync(Path.Combine(stream, "00000000000000000010.seg"), [], TestContext.Current.CancellationToken);

        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var golden = store.Get("golden");
        using var batch = new RecordBatch();
        golden.Read(0, 10, 1000, batch);

        Assert.Equal([(7L, AppendedAtNs, "first"), (8L, AppendedAtNs, ""), (9L, AppendedAtNs + 1_000_000, "third")], Copy(batch));
        Assert.Equal(42, golden.OpenCursor("cloud").Confirmed);
        Assert.Equal(43, await golden.AppendAsync("next"u8.ToArray())); // behind the cursor
        Assert.Equal((OnFull.OverwriteOldest, FlushMode.Relaxed, "plant 1"), (golden.Definition.OnFull, golden.Definition.Flush, golden.Definition.Labels!["site"]));
    }

    public void Dispose() => _folder.Dispose();

    private static List<(long, long, string)> Copy(RecordBatch batch)
    {
        var records = new List<(long, long, string)>();
        foreach (var record in batch) records.Add((record.Sequence, record.AppendedAtNs, Encoding.UTF8.GetString(record.Payload.Span)));
        return records;
    }

    private static string GoldenPath(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    private static byte[] Golden(string name) => File.ReadAllBytes(GoldenPath(name));

    private static byte[] Content(IFile file)
    {
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
