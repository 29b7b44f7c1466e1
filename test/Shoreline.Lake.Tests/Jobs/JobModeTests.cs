using System.Text;

namespace Shoreline.Lake.Tests.Jobs;

public sealed class JobModeTests
{
    private const string Latest =
        """
        -- name: latest
        -- source: raw_x
        -- target: latest
        -- mode: merge
        -- key: device
        SELECT device, max(sequence) AS sequence, max_by(decode(payload), sequence) AS text, date FROM source GROUP BY device, date;
        """;

    private const string Totals =
        """
        -- name: totals
        -- source: raw_x
        -- target: totals
        -- mode: replace
        SELECT count(*) AS records, max(date) AS date FROM source
        """;

    [Fact]
    public async Task Merge_takes_the_place_of_rows_with_the_same_key_and_keeps_the_others()
    {
        await using var fixture = new LakeFixture();
        await fixture.Store.PutAsync("jobs/latest.sql", Encoding.UTF8.GetBytes(Latest));
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a1", device: "a"), LakeFixture.Row(1, "b1", device: "b"), LakeFixture.Row(1, "z1", device: "z")]);
        await jobs.RunAsync("latest");
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(2, "b2", device: "b"), LakeFixture.Row(2, "c2", device: "c")]);

        var run = await jobs.RunAsync("latest");

        Assert.Equal((2, 2), (run.RowsRead, run.RowsWritten));
        Assert.Equal(["a|1|a1", "b|2|b2", "c|2|c2", "z|1|z1"], await fixture.RowsAsync("SELECT device, sequence, text FROM latest ORDER BY ALL"));
    }

    [Fact]
    public async Task Replace_reads_the_whole_source_each_time()
    {
        await using var fixture = new LakeFixture();
        await fixture.Store.PutAsync("jobs/totals.sql", Encoding.UTF8.GetBytes(Totals));
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);
        await jobs.RunAsync("totals");
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(2, "b"), LakeFixture.Row(3, "c")]);

        await jobs.RunAsync("totals");

        Assert.Equal(["3|2026-01-31"], await fixture.RowsAsync("SELECT records, date::VARCHAR FROM totals"));
        Assert.Equal(1, (await fixture.Lake.ListTablesAsync()).Single(table => table.Name == "totals").Files);
    }

    [Fact]
    public async Task A_source_made_anew_is_read_from_its_start()
    {
        await using var fixture = new LakeFixture();
        await using (var jobs = await fixture.JobsAsync())
        {
            await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1)]);
            await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(2)]);
            await jobs.RunAsync("curate-detections");
        }
        Directory.Delete(Path.Combine(fixture.Bucket, "lake", "raw_detections"), recursive: true);

        await using var lake = fixture.OpenAnother();
        await using var again = await fixture.JobsAsync(lake);
        await lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(3)]);
        await again.RunAsync("curate-detections");

        Assert.Equal([1L, 2L, 3L], (await lake.QueryAsync("SELECT sequence FROM detections ORDER BY ALL")).Rows.Select(row => row[0]));
    }
}
