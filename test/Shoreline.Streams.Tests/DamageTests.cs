using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Streams.Files;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>Segments that were cut, flipped, or tampered with.</summary>
public class DamageTests
{
    private const string Root = "/edge/streams";
    private const string Folder = $"{Root}/readings";

    [Fact]
    public void Any_cut_of_the_newest_segment_recovers_a_prefix_of_what_was_written() => Prop.ForAll<byte[][], NonNegativeInt>(
        (written, cut) =>
        {
            var payloads = written.Select(payload => payload ?? []).ToArray();
            var (files, segment) = Write(payloads);
            files.Find(segment).Truncate(cut.Get % (files.Find(segment).Content.Length + 1));

            var recovered = Reopen(files, out _);

            Assert.Equal(payloads.Take(recovered.Count).Select(Convert.ToHexString), recovered.Select(record => record.Payload));
            Assert.Equal(recovered.Select((_, i) => (long)i), recovered.Select(record => record.Sequence));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_flipped_bit_is_ever_returned_as_good_data() => Prop.ForAll<byte[][], NonNegativeInt, bool>(
        (written, flip, whileOpen) =>
        {
            var payloads = written.Select(payload => payload ?? []).ToArray();
            var (files, segment) = Write(payloads);
            var bit = flip.Get * 7919L % (files.Find(segment).Content.Length * 8L);
            List<(long Sequence, string Payload)> recovered;
            if (whileOpen)
            {
                recovered = Reopen(files, out _, () => files.Find(segment).Flip(bit));
            }
            else
            {
                files.Find(segment).Flip(bit);
                recovered = Reopen(files, out _);
            }

            Assert.All(recovered, record => Assert.Equal(Convert.ToHexString(payloads[record.Sequence]), record.Payload));
            Assert.True(whileOpen ? recovered.Count >= payloads.Length - 1 : recovered.Count >= 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(40)] // in the header of a record
    [InlineData(8)] // in a payload
    public async Task Damage_in_the_middle_is_set_aside_and_the_rest_stays_readable(int bytesBeforeTheEnd)
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(100).Select(Encoding.UTF8.GetBytes));
        var segment = Path.Combine(Folder, "00000000000000000000.seg");
        var recordBytes = 32 + "record 50".Length;
        var end = 64 + 10 * (32 + "record 0".Length) + 41 * recordBytes; // behind record 50
        files.Find(segment).Flip((end - bytesBeforeTheEnd) * 8L);
        var log = new ListLogger();

        await using (var store = await TestStreams.OpenAsync(Root, files, log: log))
        {
            var stream = store.Get("readings");
            Assert.Equal(TestStreams.Payloads(100).Where((_, i) => i != 50), stream.ReadAll().Select(record => record.Payload));
            Assert.Equal((1, recordBytes), (stream.Counters.Quarantined, stream.Counters.QuarantinedBytes));
            Assert.Equal(99, stream.NewestSequence);
            Assert.Single(log.Messages, message => message.StartsWith("2102", StringComparison.Ordinal));
        }
        var saved = files.Find(Path.Combine(Folder, $"00000000000000000000.{end - recordBytes}.quarantine")).Content;
        Assert.Equal(files.Find(segment).Content[(end - recordBytes)..end], saved);

        await using var again = await TestStreams.OpenAsync(Root, files);
        _ = again.Get("readings").ReadAll();
        Assert.Equal(1, again.Get("readings").Counters.Quarantined); // once for each place, not for each start
    }

    [Fact]
    public async Task Damage_in_a_sealed_segment_is_found_when_it_is_read()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(200).Select(Encoding.UTF8.GetBytes), segmentBytes: 2048);
        files.Find(Path.Combine(Folder, "00000000000000000000.seg")).Flip(300 * 8);

        await using var store = await TestStreams.OpenAsync(Root, files);
        var stream = store.Get("readings");

        Assert.Equal(0, stream.Counters.Quarantined);
        Assert.Equal(199, stream.ReadAll().Count);
        Assert.Equal(199, stream.ReadAll().Count);
        Assert.Equal(1, stream.Counters.Quarantined);
    }

    [Fact]
    public async Task A_footer_that_is_damaged_is_made_again()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(200).Select(Encoding.UTF8.GetBytes), segmentBytes: 2048);
        var segment = files.Find(Path.Combine(Folder, "00000000000000000000.seg"));
        var before = segment.Content.ToArray();
        segment.Flip((before.Length - 10) * 8L);

        await using var store = await TestStreams.OpenAsync(Root, files);

        Assert.Equal(200, store.Get("readings").ReadAll().Count);
        Assert.Equal(before, segment.Content);
    }

    [Fact]
    public async Task A_missing_segment_is_counted_and_named()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(200).Select(Encoding.UTF8.GetBytes), segmentBytes: 2048);
        var names = files.ListFiles(Folder).Where(name => name.EndsWith(".seg", StringComparison.Ordinal)).ToArray();
        files.DeleteFile(Path.Combine(Folder, names[1]));
        var (from, to) = (long.Parse(names[1][..20]), long.Parse(names[2][..20]));
        var log = new ListLogger();

        await using (var store = await TestStreams.OpenAsync(Root, files, log: log))
        {
            Assert.Equal(200 - (to - from), store.Get("readings").ReadAll().Count);
            Assert.Equal(to - from, store.Get("readings").Counters.Missing);
        }
        Assert.Contains(log.Messages, message => message.Contains($"records {from} to {to - 1} are missing", StringComparison.Ordinal));

        await using var again = await TestStreams.OpenAsync(Root, files);
        Assert.Equal(to - from, again.Get("readings").Counters.Missing);
    }

    [Fact]
    public async Task Foreign_files_are_named_and_left_alone()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(3).Select(Encoding.UTF8.GetBytes));
        foreach (var path in new[] { $"{Root}/notes.txt", $"{Folder}/notes.txt", $"{Folder}/00000000000000000003.seg" })
        {
            using var file = files.Open(path, FileOpen.CreateNew);
            file.Write(new byte[100], 0);
        }
        var log = new ListLogger();

        await using var store = await TestStreams.OpenAsync(Root, files, log: log);
        await store.Get("readings").AppendAllAsync(TestStreams.Payloads(3, from: 3));

        Assert.Equal(3, log.Messages.Count(message => message.StartsWith("2105", StringComparison.Ordinal)));
        Assert.Equal(TestStreams.Payloads(6), store.Get("readings").ReadAll().Select(record => record.Payload));
        Assert.All(new[] { $"{Root}/notes.txt", $"{Folder}/notes.txt", $"{Folder}/00000000000000000003.seg.foreign" }, path => Assert.Equal(new byte[100], files.Find(path).Content));
    }

    [Fact]
    public async Task A_record_that_holds_a_copy_of_its_own_segment_fools_nobody()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(20).Select(Encoding.UTF8.GetBytes));
        var path = Path.Combine(Folder, "00000000000000000000.seg");
        var copy = files.Find(path).Content;
        await WriteAsync(files, [copy, .. TestStreams.Payloads(5).Select(Encoding.UTF8.GetBytes)]);
        files.Find(path).Flip((copy.Length + 5) * 8L); // the header of the record that holds the copy

        await using var store = await TestStreams.OpenAsync(Root, files);
        var all = store.Get("readings").ReadAll();

        Assert.Equal([.. TestStreams.Payloads(20), .. TestStreams.Payloads(5)], all.Select(record => record.Payload));
        Assert.Equal(1, store.Get("readings").Counters.Quarantined);
    }

    [Fact]
    public async Task No_sequence_that_an_export_confirmed_is_used_again()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(10).Select(Encoding.UTF8.GetBytes));
        await using (var store = await TestStreams.OpenAsync(Root, files))
        {
            var cursor = store.Get("readings").OpenCursor("cloud");
            cursor.Confirm(9);
            await cursor.SaveAsync();
        }
        files.Find(Path.Combine(Folder, "00000000000000000000.seg")).Truncate(64 + 5 * (32 + "record 0".Length));

        await using var again = await TestStreams.OpenAsync(Root, files);

        Assert.Equal(10, await again.Get("readings").AppendAsync("next"u8.ToArray()));
        Assert.Equal([0, 1, 2, 3, 4, 10], again.Get("readings").ReadAll().Select(record => record.Sequence));
        Assert.Equal(5, again.Get("readings").Counters.Missing);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_counted_and_named()
    {
        var files = new SimulatedFileSystem();
        await WriteAsync(files, TestStreams.Payloads(10).Select(Encoding.UTF8.GetBytes));
        var path = Path.Combine(Folder, "00000000000000000000.seg");
        files.Find(path).Truncate(files.Find(path).Content.Length - 3);
        var log = new ListLogger();

        await using var store = await TestStreams.OpenAsync(Root, files, log: log);

        Assert.Equal(TestStreams.Payloads(9), store.Get("readings").ReadAll().Select(record => record.Payload));
        Assert.Equal((1, 37), (store.Get("readings").Counters.CutTails, store.Get("readings").Counters.CutBytes));
        Assert.Contains(log.Messages, message => message.StartsWith("2101", StringComparison.Ordinal));
    }

    private static (SimulatedFileSystem Files, string Segment) Write(byte[][] payloads)
    {
        var files = new SimulatedFileSystem();
        WriteAsync(files, [.. payloads, "end"u8.ToArray()]).GetAwaiter().GetResult();
        var path = Path.Combine(Folder, "00000000000000000000.seg");
        files.Find(path).Truncate(files.Find(path).Content.Length - 35); // so that there is a segment also where nothing was written
        return (files, path);
    }

    private static async Task WriteAsync(SimulatedFileSystem files, IEnumerable<byte[]> payloads, int segmentBytes = 16 << 20)
    {
        await using var store = await TestStreams.OpenAsync(Root, files);
        if (!store.TryGet("readings", out var stream)) stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = segmentBytes });
        foreach (var payload in payloads) await stream.AppendAsync(payload);
    }

    private static List<(long Sequence, string Payload)> Reopen(SimulatedFileSystem files, out StreamCounters counters, Action? whileOpen = null)
    {
        var store = TestStreams.OpenAsync(Root, files).AsTask().GetAwaiter().GetResult();
        whileOpen?.Invoke();
        var stream = store.Get("readings");
        var all = new List<(long, string)>();
        using var batch = new RecordBatch();
        for (var from = 0L; stream.Read(from, 3, 1 << 20, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
        {
            foreach (var record in batch) all.Add((record.Sequence, Convert.ToHexString(record.Payload.Span)));
        }
        counters = stream.Counters;
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return all;
    }
}
