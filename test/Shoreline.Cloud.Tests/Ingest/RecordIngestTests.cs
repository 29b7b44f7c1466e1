using System.Globalization;

namespace Shoreline.Cloud.Tests.Ingest;

public sealed class RecordIngestTests : IDisposable
{
    private const string Landed = "SELECT count(*), count(DISTINCT sequence) FROM raw_readings";
    private readonly ScratchFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Records_of_a_foreign_client_land_and_are_acknowledged()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        await new ForeignPublisher(cloud.Host.Broker).RecordsAsync("readings", 7, Reading(1.5), Reading(2.5));

        await Until.TrueAsync(() => acks.Covers("readings", 7, 8), "records 7 and 8 are acknowledged");
        var rows = await cloud.QueryAsync("SELECT device, stream, incarnation, sequence, decode(payload) FROM raw_readings ORDER BY sequence");
        Assert.Equal(2, rows.Length);
        Assert.Equal([ForeignPublisher.Device, "readings", ForeignPublisher.Incarnation, "7", Reading(1.5)], rows[0]);
    }

    [Fact]
    public async Task Records_that_come_again_are_acknowledged_and_not_appended()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        var publisher = new ForeignPublisher(cloud.Host.Broker);
        await publisher.RecordsAsync("readings", 0, Reading(1), Reading(2));
        await Until.TrueAsync(() => acks.Covers("readings", 0, 1), "the first two are acknowledged");
        acks.Forget();

        await publisher.RecordsAsync("readings", 0, Reading(1), Reading(2), Reading(3));

        await Until.TrueAsync(() => acks.Covers("readings", 2, 2), "the third is acknowledged");
        Assert.True(acks.Covers("readings", 0, 1) || acks.Covers("readings", 0, 2), "the first two are acknowledged again");
        Assert.Equal([["3", "3"]], await cloud.QueryAsync(Landed));
        Assert.Equal(2, (await cloud.GetAsync("/api/v1/status")).GetProperty("records").GetProperty("duplicates").GetInt64());
    }

    [Fact]
    public async Task What_landed_is_remembered_over_a_restart()
    {
        await using (var first = await RunningCloud.StartAsync(_data.Path))
        {
            await using var heard = await AckListener.StartAsync(first.Host.Broker);
            await new ForeignPublisher(first.Host.Broker).RecordsAsync("readings", 0, Reading(1), Reading(2));
            await Until.TrueAsync(() => heard.Covers("readings", 0, 1), "both are acknowledged");
        }

        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        await new ForeignPublisher(cloud.Host.Broker).RecordsAsync("readings", 1, Reading(2), Reading(3));

        await Until.TrueAsync(() => acks.Covers("readings", 1, 1) || acks.Covers("readings", 1, 2), "the one that had landed is acknowledged");
        await Until.TrueAsync(() => acks.Covers("readings", 2, 2) || acks.Covers("readings", 1, 2), "the new one is acknowledged");
        Assert.Equal([["3", "3"]], await cloud.QueryAsync(Landed));
    }

    [Fact]
    public async Task Stopping_commits_and_acknowledges_what_was_taken()
    {
        var options = RunningCloud.Options(_data.Path) with { Ingest = new IngestOptions { CommitInterval = TimeSpan.FromMinutes(5) } };
        await using (var cloud = await RunningCloud.StartAsync(options))
        {
            await new ForeignPublisher(cloud.Host.Broker).RecordsAsync("readings", 0, Reading(1));
            await Until.TrueAsync(
                async () => (await cloud.GetAsync("/api/v1/status")).GetProperty("records").GetProperty("received").GetInt64() == 1, "the record is taken");
        }

        await using var again = await RunningCloud.StartAsync(_data.Path);
        Assert.Equal([["1", "1"]], await again.QueryAsync(Landed));
    }

    [Fact]
    public async Task A_message_that_lies_about_its_count_goes_to_the_quarantine_and_is_acknowledged()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        await new ForeignPublisher(cloud.Host.Broker).PublishAsync(
            $"shoreline/v1/{ForeignPublisher.Device}/records/readings", "one\ntwo",
            ("incarnation", ForeignPublisher.Incarnation), ("sequence", "4"), ("count", "3"), ("encoding", "lines"), ("times", "1,1,1"));

        await Until.TrueAsync(() => acks.Covers("readings", 4, 6), "the message is acknowledged");
        var rows = await cloud.QueryAsync(
            "SELECT json_extract_string(decode(payload), '$.reason'), decode(from_base64(json_extract_string(decode(payload), '$.payload'))) FROM raw_quarantine");
        Assert.Equal([["holds 2 lines instead of 3", "one\ntwo"]], rows);
    }

    [Fact]
    public async Task A_plain_message_without_properties_goes_to_the_quarantine()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        await new ForeignPublisher(cloud.Host.Broker).PublishAsync($"shoreline/v1/{ForeignPublisher.Device}/records/readings", "{}");

        await Until.TrueAsync(
            async () => (await cloud.GetAsync("/api/v1/tables")).EnumerateArray().Any(table => table.GetProperty("name").GetString() == "raw_quarantine"),
            "the quarantine has a commit");
        var rows = await cloud.QueryAsync("SELECT json_extract_string(decode(payload), '$.reason') FROM raw_quarantine");
        Assert.Contains("incarnation", Assert.Single(Assert.Single(rows)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_bucket_acknowledges_nothing_says_so_and_loses_nothing()
    {
        BreakableStore store = null!;
        await using var cloud = await RunningCloud.StartAsync(_data.Path, inner => store = new BreakableStore(inner));
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        store.IsFull = true;
        await new ForeignPublisher(cloud.Host.Broker).RecordsAsync("readings", 0, Reading(1), Reading(2));

        await Until.TrueAsync(async () => (await cloud.GetAsync("/api/v1/status")).GetProperty("error").GetString()?.Contains("No space left", StringComparison.Ordinal) == true,
            "the status page tells of the full disk");
        Assert.Equal(0, acks.Count);

        store.IsFull = false;
        await Until.TrueAsync(() => acks.Covers("readings", 0, 1), "both are acknowledged once there is space");
        Assert.Equal([["2", "2"]], await cloud.QueryAsync(Landed));
    }

    [Fact]
    public async Task A_commit_that_was_reported_as_failed_and_landed_all_the_same_is_not_made_twice()
    {
        BreakableStore store = null!;
        await using var cloud = await RunningCloud.StartAsync(_data.Path, inner => store = new BreakableStore(inner));
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        var publisher = new ForeignPublisher(cloud.Host.Broker);
        await publisher.RecordsAsync("readings", 0, Reading(1));
        await Until.TrueAsync(() => acks.Covers("readings", 0, 0), "the table is there");
        store.FailAfterPut = ".json";

        await publisher.RecordsAsync("readings", 1, Reading(2), Reading(3));

        await Until.TrueAsync(() => acks.Covers("readings", 1, 2), "both are acknowledged after all");
        Assert.Null(store.FailAfterPut);
        Assert.Equal([["3", "3"]], await cloud.QueryAsync(Landed));
    }

    private static string Reading(double value) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"schema":"shoreline.readings/1","device":"gw-1","sensor":"temperature","time":"{{DateTime.UtcNow:yyyy-MM-dd}}T00:00:00Z","value":{{value}},"unit":"Cel"}""");
}
