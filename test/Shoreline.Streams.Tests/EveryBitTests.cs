using System.Text;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>Every single flipped bit and every length of small files: what is good is kept, what is bad is set aside and counted, nothing is invented.</summary>
public sealed class EveryBitTests
{
    private const string Root = "/edge/streams";
    private const string Folder = $"{Root}/readings";
    private const string Sealed = $"{Folder}/00000000000000000000.seg";
    private const string Cursor = $"{Folder}/exports/cloud.cursor";

    /// <summary>Three batches; in a small segment also a footer, and another segment behind it.</summary>
    private static readonly string[][] Batches = [["a 0", "a 1 longer than the others"], ["b 2", "b 3", ""], ["c 5"]];

    private static readonly string[] Written = [.. Batches.SelectMany(batch => batch)];

    private static readonly string Behind = new('x', 900); // too long for the first segment, which is sealed before it

    [Fact]
    public async Task A_flipped_bit_of_a_sealed_segment_takes_one_record_at_most_and_is_counted()
    {
        var disk = await WriteAsync(isSealed: true);
        foreach (var bit in Bits(disk, Sealed))
        {
            var (found, counters, waiting) = await FlipAsync(disk, Sealed, bit);

            AssertSound(found);
            Assert.Equal(Written.Length + 1, found.Count + (int)counters.Quarantined);
            Assert.InRange(counters.Quarantined, 0, 1);
            Assert.Equal(found.Count, waiting);
            if (bit / 8 is >= 64 && bit / 8 < RecordsEnd) Assert.Equal(1, counters.Quarantined); // each bit of a record counts
        }
    }

    [Fact]
    public async Task A_flipped_bit_of_the_newest_segment_takes_one_record_or_the_last_batch_and_is_counted()
    {
        var disk = await WriteAsync(isSealed: false);
        foreach (var bit in Bits(disk, Sealed))
        {
            var (found, counters, waiting) = await FlipAsync(disk, Sealed, bit);

            AssertSound(found);
            var lastBatch = Batches[^1].Length;
            var isCut = counters.CutTails == 1;
            Assert.Equal(Written.Length - (isCut ? lastBatch : 0), found.Count + (int)counters.Quarantined);
            if (bit / 8 >= 64) Assert.True(isCut || counters.Quarantined == 1, $"bit {bit} is damaged, and nothing says so");
            Assert.Equal(found.Count, waiting);
        }
    }

    [Fact]
    public async Task A_bit_that_flips_while_the_stream_is_open_takes_one_record_at_most_and_is_counted()
    {
        var disk = await WriteAsync(isSealed: true);
        foreach (var bit in Bits(disk, Sealed))
        {
            var fork = disk.Fork();
            var store = await TestStreams.OpenAsync(Root, fork);
            fork.Find(Sealed).Flip(bit);
            var stream = store.Get("readings");
            var found = stream.ReadAll(maxCount: 2);
            AssertSound(found);
            Assert.Equal(Written.Length + 1, found.Count + (int)stream.Counters.Quarantined);
            Assert.Equal(found, stream.ReadAll(maxCount: 2)); // and the second time the same
            Assert.InRange(stream.Counters.Quarantined, 0, 1);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_segment_cut_anywhere_keeps_what_lies_before_the_cut(bool isSealed)
    {
        var disk = await WriteAsync(isSealed);
        for (var length = 0; length < disk.Find(Sealed).Content.Length; length++)
        {
            var fork = disk.Fork();
            fork.Find(Sealed).Truncate(length);

            var (found, counters, _) = await ReadAsync(fork);

            var whole = Ends().Count(end => end <= length);
            Assert.Equal(Written.Take(whole), found.Where(record => record.Sequence < Written.Length).Select(record => record.Payload));
            AssertSound(found);
            if (isSealed) Assert.Equal(Written.Length + 1, found.Count + (int)(counters.Quarantined + counters.Missing)); // the segment behind it tells how many there were
            // One byte more than a whole record is as likely the first of a footer.
            else Assert.True(counters.CutTails == 1 || length <= 64 || Ends().Prepend(64).Any(end => length - end is 0 or 1), $"cut at {length}, and nothing says so");
        }
    }

    [Fact]
    public async Task A_damaged_cursor_falls_back_to_what_was_saved_before_and_never_forward()
    {
        var disk = await WriteAsync(isSealed: true);
        foreach (var damaged in Damages(disk, Cursor))
        {
            await using var store = await TestStreams.OpenAsync(Root, damaged);
            var cursor = store.Get("readings").OpenCursor("cloud");
            Assert.Contains((cursor.Confirmed, cursor.Totals.Records), new[] { (-1L, 0L), (1L, 2L), (3L, 4L) });
            Assert.Equal(Written.Length + 1, store.Get("readings").ReadAll().Count);
        }
    }

    [Theory]
    [InlineData("ledger.0")]
    [InlineData("ledger.1")]
    public async Task A_damaged_account_falls_back_and_still_balances(string name)
    {
        var disk = await WriteAsync(isSealed: true);
        foreach (var damaged in Damages(disk, $"{Folder}/{name}"))
        {
            await using var store = await TestStreams.OpenAsync(Root, damaged);
            var stream = store.Get("readings");
            var rows = stream.Ledger();
            Assert.Equal(Written.Length + 1, stream.ReadAll().Count);
            Assert.Equal((Written.Length + 1, 4, Written.Length - 3), (rows.Sum(row => row.Appended), rows.Sum(row => row.Confirmed), rows.Sum(row => row.Waiting)));
            Assert.All(rows, row => Assert.Equal((0, 0), (row.Evicted, row.Quarantined)));
        }
    }

    [Fact]
    public async Task A_damaged_definition_is_found_or_means_the_same()
    {
        var disk = await WriteAsync(isSealed: true);
        var before = disk.Find(Sealed).Content;
        var content = disk.Find($"{Folder}/definition.json").Content;
        var (definition, incarnation) = await DescribeAsync(disk);
        var harmless = 0;
        foreach (var damaged in Damages(disk, $"{Folder}/definition.json"))
        {
            var log = new ListLogger();
            await using var store = await TestStreams.OpenAsync(Root, damaged, log: log);
            if (store.TryGet("readings", out var stream))
            {
                Assert.Equal((definition, incarnation, Written.Length + 1), (stream.Definition, stream.Incarnation, stream.ReadAll().Count));
                harmless++;
            }
            else
            {
                Assert.Equal("readings", Assert.Single(store.Faulty).Name);
                Assert.Contains(log.Messages, message => message.StartsWith("2109", StringComparison.Ordinal));
                Assert.Equal(before, damaged.Find(Sealed).Content);
            }
        }
        // Only a bit in the name of the field for the checksum makes the file one of those that have none.
        Assert.InRange(harmless, 1, "checksum".Length * 8);
        Assert.True(content.Length > 300, "the definition is not what this test is about");
    }

    private static async Task<(StreamDefinition Definition, string Incarnation)> DescribeAsync(SimulatedFileSystem disk)
    {
        await using var store = await TestStreams.OpenAsync(Root, disk.Fork());
        return (store.Get("readings").Definition, store.Get("readings").Incarnation);
    }

    private static int RecordsEnd => Ends().Last();

    /// <summary>Where each record ends in the file.</summary>
    private static IEnumerable<int> Ends()
    {
        var end = 64;
        foreach (var payload in Written) yield return end += StreamLimits.RecordOverheadBytes + payload.Length;
    }

    private static IEnumerable<long> Bits(SimulatedFileSystem disk, string path) => Enumerable.Range(0, disk.Find(path).Content.Length * 8).Select(bit => (long)bit);

    /// <summary>The disk with each bit of a file flipped, and with the file cut at each length.</summary>
    private static IEnumerable<SimulatedFileSystem> Damages(SimulatedFileSystem disk, string path)
    {
        var content = disk.Find(path).Content;
        foreach (var bit in Bits(disk, path).Where(bit => content[bit / 8] != 0 || bit % 64 == 0)) // of the zeros that fill the file up, some
        {
            var fork = disk.Fork();
            fork.Find(path).Flip(bit);
            yield return fork;
        }
        for (var length = 0; length < content.Length; length += length < 512 ? 1 : 61)
        {
            var fork = disk.Fork();
            fork.Find(path).Truncate(length);
            yield return fork;
        }
    }

    private static async Task<(List<(long Sequence, string Payload)> Found, StreamCounters Counters, long Waiting)> FlipAsync(SimulatedFileSystem disk, string path, long bit)
    {
        var fork = disk.Fork();
        fork.Find(path).Flip(bit);
        return await ReadAsync(fork);
    }

    private static async Task<(List<(long Sequence, string Payload)> Found, StreamCounters Counters, long Waiting)> ReadAsync(SimulatedFileSystem disk)
    {
        await using var store = await TestStreams.OpenAsync(Root, disk);
        var stream = store.Get("readings");
        stream.DeleteCursor("cloud"); // so that the account has all of it in one row
        var found = stream.ReadAll();
        Assert.All(stream.Ledger(), row => Assert.Equal(row.Appended, row.Confirmed + row.Waiting + row.Evicted + row.Quarantined));
        return (found, stream.Counters, stream.Ledger().Sum(row => row.Waiting));
    }

    private static void AssertSound(List<(long Sequence, string Payload)> found)
    {
        foreach (var (sequence, payload) in found) Assert.Equal(sequence < Written.Length ? Written[sequence] : Behind, payload);
    }

    private static async Task<SimulatedFileSystem> WriteAsync(bool isSealed)
    {
        var disk = new SimulatedFileSystem();
        var opener = new SimulatedStore(new Random(1), new ManualTime());
        await using var store = await opener.OpenAsync(disk);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
        foreach (var batch in Batches)
        {
            opener.Writers.Hold();
            var appends = batch.Select(payload => stream.AppendAsync(Encoding.UTF8.GetBytes(payload))).ToArray();
            opener.Writers.Release();
            foreach (var append in appends) await append;
        }
        if (isSealed) await stream.AppendAllAsync([Behind]);
        foreach (var (confirmed, records) in new[] { (1L, 2L), (3L, 2L) })
        {
            var cursor = stream.OpenCursor("cloud");
            cursor.Confirm(confirmed, records, refused: 1); // which the account has to hold, so that it is saved twice
            await cursor.SaveAsync();
        }
        return disk;
    }
}
