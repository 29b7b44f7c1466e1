using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Files;

namespace Shoreline.Edge.Tests.Exports.Files;

public sealed class FileDestinationTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private TestBatches _batches = null!;

    public async ValueTask InitializeAsync() => _batches = await TestBatches.StartAsync("a.b readings");

    public async ValueTask DisposeAsync()
    {
        await _batches.DisposeAsync();
        _folder.Dispose();
    }

    private string StreamFolder => _folder["stream=a.b%20readings", $"incarnation={_batches.Stream.Incarnation}"];

    [Fact]
    public async Task Records_are_lines_with_their_sequence_and_time()
    {
        await using var destination = Destination();
        await _batches.AppendAsync("{\"a\": 1.50}", "plain", "\"text\"", "{\n}");
        await _batches.AppendAsync([0xFF, 0]);
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        var lines = await File.ReadAllLinesAsync(
            Path.Combine(StreamFolder, "00000000000000000000.ndjson.open"), TestContext.Current.CancellationToken);
        var at = batch.Records.ToArray().Select(r => r.AppendedAtNs).ToArray();
        Assert.Equal(
            [
                $$$"""{"sequence":0,"appendedNs":{{{at[0]}}},"payload":{"a": 1.50}}""",
                $$"""{"sequence":1,"appendedNs":{{at[1]}},"base64":"cGxhaW4="}""",
                $$"""{"sequence":2,"appendedNs":{{at[2]}},"payload":"text"}""",
                $$"""{"sequence":3,"appendedNs":{{at[3]}},"base64":"ewp9"}""",
                $$"""{"sequence":4,"appendedNs":{{at[4]}},"base64":"/wA="}""",
            ],
            lines);
    }

    [Fact]
    public async Task A_file_of_full_size_is_closed_under_the_name_of_what_it_holds()
    {
        await using var destination = Destination(rollBytes: 100);
        await _batches.AppendAsync(Enumerable.Range(0, 5).Select(i => $"{{\"n\":{i}}}"));
        for (var i = 0; i < 5; i++)
        {
            using var batch = _batches.Read(destination.Limits with { BatchRecords = 1 }, i);
            Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));
        }

        Assert.Equal(
            [
                "00000000000000000000-00000000000000000001.ndjson", "00000000000000000002-00000000000000000003.ndjson", "00000000000000000004.ndjson.open",
            ],
            Names());
        Assert.Equal([0L, 1, 2, 3, 4], Sequences());
    }

    [Fact]
    public async Task A_file_of_full_age_is_closed_also_where_nothing_comes_any_more()
    {
        await using var destination = Destination(rollTime: TimeSpan.FromMilliseconds(1));
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        await Until.TrueAsync(() => Names() is ["00000000000000000000-00000000000000000000.ndjson"], "the file to be closed");
    }

    [Fact]
    public async Task A_batch_that_comes_again_after_a_crash_is_not_written_again()
    {
        await _batches.AppendAsync("one", "two", "three", "four");
        await using (var first = Destination())
        {
            using var batch = _batches.Read(first.Limits with { BatchRecords = 3 });
            Assert.Equal(Delivery.Confirmed, await DeliverAsync(first, batch));
        }
        await using var next = Destination();
        using var again = _batches.Read(next.Limits, from: 1);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(next, again));

        Assert.Equal([0L, 1, 2, 3], Sequences());
    }

    [Fact]
    public async Task A_closed_file_also_tells_what_came_already()
    {
        await _batches.AppendAsync("one", "two");
        await using (var first = Destination(rollBytes: 1))
        {
            foreach (var from in (long[])[0, 1])
            {
                using var batch = _batches.Read(first.Limits with { BatchRecords = 1 }, from);
                Assert.Equal(Delivery.Confirmed, await DeliverAsync(first, batch));
            }
        }
        File.Delete(Path.Combine(StreamFolder, "00000000000000000001.ndjson.open"));
        await using var next = Destination();
        using var again = _batches.Read(next.Limits);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(next, again));

        Assert.Equal([0L, 1], Sequences());
    }

    [Fact]
    public async Task Whole_lines_behind_damage_are_kept_beside_the_file()
    {
        await _batches.AppendAsync("one", "two", "three");
        await using (var first = Destination())
        {
            using var batch = _batches.Read(first.Limits);
            await DeliverAsync(first, batch);
        }
        var path = Path.Combine(StreamFolder, "00000000000000000000.ndjson.open");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            path, lines[0] + "\n" + new string('\0', lines[1].Length) + "\n" + lines[2] + "\n", TestContext.Current.CancellationToken);

        await using var next = Destination();
        using var again = _batches.Read(next.Limits, from: 1);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(next, again));

        Assert.Equal([0L, 1, 2], Sequences());
        var kept = await File.ReadAllTextAsync(
            Path.Combine(StreamFolder, $"00000000000000000000-at-{lines[0].Length + 1}.damaged"), TestContext.Current.CancellationToken);
        Assert.EndsWith(lines[2] + "\n", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_leaves_the_records_waiting()
    {
        await File.WriteAllTextAsync(_folder["blocked"], "a file, not a folder", TestContext.Current.CancellationToken);
        await using var destination = new FileDestination(
            new FileExportOptions { Id = "file", Folder = _folder["blocked"] }, NullLogger.Instance, TimeProvider.System);
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal((DeliveryOutcome.Failed, 1), (delivery.Outcome, batch.PendingCount));
        File.Delete(_folder["blocked"]);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));
    }

    /// <summary>
    /// A crash leaves any prefix of what was not flushed, with any of it zero, or nonsense behind: the stream is delivered whole
    /// afterwards, each record once.
    /// </summary>
    [Fact]
    public void Whatever_a_crash_leaves_of_a_file_every_record_is_there_once_in_the_end() =>
        Prop.ForAll<NonEmptyArray<NonEmptyString>, NonNegativeInt, byte[]>((payloads, cut, garbage) =>
            CrashAsync(
                [.. payloads.Get.Select(p => Encoding.UTF8.GetBytes(p.Get))], cut.Get, zeros: 7 * garbage.Length,
                garbage).GetAwaiter().GetResult())
        .QuickCheckThrowOnFailure();

    [Fact]
    public async Task Space_around_a_value_is_kept() =>
        await CrashAsync(["\t6"u8.ToArray(), "6 "u8.ToArray(), "6\r"u8.ToArray()], cut: 0, zeros: 0, garbage: []);

    private static async Task CrashAsync(byte[][] payloads, int cut, int zeros, byte[] garbage)
    {
        await using var batches = await TestBatches.StartAsync();
        using var folder = new ScratchFolder();
        foreach (var payload in payloads) await batches.AppendAsync(payload);
        var options = new FileExportOptions { Id = "file", Folder = folder.Path };
        await using (var first = new FileDestination(options, NullLogger.Instance, TimeProvider.System))
        {
            using var batch = batches.Read(first.Limits);
            await DeliverAsync(first, batch);
        }
        var path = Assert.Single(Directory.GetFiles(folder.Path, "*.open", SearchOption.AllDirectories));
        var content = await File.ReadAllBytesAsync(path);
        var kept = cut % (content.Length + 1);
        content.AsSpan(Math.Max(0, kept - zeros % (kept + 1)), zeros % (kept + 1)).Clear();
        await File.WriteAllBytesAsync(path, [.. content.AsSpan(0, kept), .. garbage]);

        await using var next = new FileDestination(options, NullLogger.Instance, TimeProvider.System);
        using var again = batches.Read(next.Limits); // nothing was confirmed
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(next, again));

        var lines = Directory.GetFiles(folder.Path, "*.ndjson*", SearchOption.AllDirectories).Order().SelectMany(File.ReadAllLines).Select(
            line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(0, payloads.Length), lines.Select(line => line.GetProperty("sequence").GetInt32()));
        Assert.Equal(payloads.Select(Convert.ToHexString), lines.Select(line => Convert.ToHexString(PayloadOf(line))));
    }

    private static byte[] PayloadOf(JsonElement line) =>
        line.TryGetProperty("payload", out var payload)
            ? Encoding.UTF8.GetBytes(payload.GetRawText())
            : line.GetProperty("base64").GetBytesFromBase64();

    private FileDestination Destination(long rollBytes = 64 << 20, TimeSpan? rollTime = null) => new(
        new FileExportOptions { Id = "file", Folder = _folder.Path, RollBytes = rollBytes, RollTime = rollTime ?? TimeSpan.FromHours(1) },
        NullLogger.Instance, TimeProvider.System);

    private static Task<Delivery> DeliverAsync(FileDestination destination, ExportBatch batch) =>
        destination.DeliverAsync(batch, FreePermit.Instance, CancellationToken.None);

    private List<string> Names() =>
        [.. Directory.GetFiles(StreamFolder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private List<long> Sequences() => [.. Names().Where(name => name.Contains(".ndjson", StringComparison.Ordinal))
        .SelectMany(name => File.ReadAllLines(Path.Combine(StreamFolder, name))).Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64())];
}
