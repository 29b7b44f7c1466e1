namespace Shoreline.Lake.Tests.Jobs;

/// <summary>A job killed at any of its writes, and run again, gives the rows of a run that was not killed.</summary>
public sealed class CrashTests
{
    private const string Rows = "SELECT sequence, ordinal, score FROM detections ORDER BY ALL";
    private const string Refused = "SELECT sequence, reason FROM quarantine ORDER BY ALL";

    [Theory]
    [InlineData(0)] // making the target
    [InlineData(1)] // making the quarantine
    [InlineData(2)] // quarantine, Parquet
    [InlineData(3)] // quarantine, commit
    [InlineData(4)] // target, Parquet of the first day
    [InlineData(5)] // target, commit
    [InlineData(6)] // log of the run
    public async Task Killed_at_a_write_and_run_again_the_rows_are_the_same(int survivedWrites)
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1, 2), LakeFixture.Row(2, "garbage"), LakeFixture.Detection(3)]);
        var dying = new FaultyStore(fixture.Store, survivedWrites);
        await using (var lake = fixture.OpenAnother(dying))
        {
            await using var killed = await fixture.JobsAsync(lake);
            await killed.RunAsync("curate-detections");
        }
        Assert.True(dying.Died);

        await using var jobs = await fixture.JobsAsync();
        var run = await jobs.RunAsync("curate-detections");

        Assert.Null(run.Error);
        Assert.Equal(["1|0|0.9", "1|1|0.8", "3|0|0.9"], await fixture.RowsAsync(Rows));
        Assert.Equal(["2|the payload is not JSON"], await fixture.RowsAsync(Refused));
    }

    [Fact]
    public async Task Two_processes_running_one_job_at_once_give_each_row_once()
    {
        await using var fixture = new LakeFixture();
        await using var other = fixture.OpenAnother();
        await using var jobs = await fixture.JobsAsync();
        await using var otherJobs = await fixture.JobsAsync(other);
        for (var i = 0; i < 4; i++)
        {
            await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(2 * i), LakeFixture.Row(2 * i + 1, "garbage")]);
            var runs = await Task.WhenAll(Task.Run(() => jobs.RunAsync("curate-detections")), Task.Run(() => otherJobs.RunAsync("curate-detections")));
            Assert.All(runs, run => Assert.Null(run.Error));
        }

        Assert.Equal(["0|0|0.9", "2|0|0.9", "4|0|0.9", "6|0|0.9"], await fixture.RowsAsync(Rows));
        Assert.Equal(4, await fixture.CountAsync("quarantine"));
    }
}
