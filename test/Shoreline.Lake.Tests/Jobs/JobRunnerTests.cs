using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Lake.Jobs;

namespace Shoreline.Lake.Tests.Jobs;

public sealed class JobRunnerTests
{
    [Fact]
    public async Task Every_fault_of_every_file_is_reported_with_its_line()
    {
        await using var fixture = new LakeFixture();
        await PutAsync(fixture, "broken", "-- name: other\n-- schedule: every day\n-- source: raw x\n-- target: t\n-- mode: upsert\n-- colour: blue\nSELECT 1");
        await PutAsync(fixture, "worse", "-- name: worse\n-- source: raw_x\n-- target: t\n-- mode: append\n-- key: a\nSELECT *\nFROM read_csv('/etc/passwd')");
        await PutAsync(fixture, "worst", "-- name: worst\n-- source: raw_x\n-- target: t\n-- mode: replace\nDROP TABLE x");

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => fixture.JobsAsync());

        Assert.Equal(
            [
                "broken.sql: line 1: the job is named 'other', its file 'broken.sql': give both the same name.",
                "broken.sql: line 1: 'key' is missing: name the columns that tell one row from another.",
                "broken.sql: line 2: 'every day' is not a cron expression of 6 or 7 fields, seconds first.",
                "broken.sql: line 3: 'raw x' is not a name: use a-z 0-9 _ (and - in a job's name).",
                "broken.sql: line 5: mode is append, merge or replace.",
                "broken.sql: line 6: 'colour' is no key of a job's header: use name, description, schedule, source, target, mode, key.",
                "worse.sql: line 7, column 6: the function read_csv is not allowed here: only tables of the lake can be read.",
                "worst.sql: Only SELECT is allowed here (also WITH, VALUES, FROM, DESCRIBE, SHOW TABLES and SUMMARIZE); nothing that writes, sets, loads or attaches.",
            ],
            e.Message.Split('\n').OrderBy(line => line[..(line.IndexOf("line ", StringComparison.Ordinal) + 6)], StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT 1 AS a", "it needs a column 'date' of type DATE")]
    [InlineData("SELECT date FROM source", "its key names columns that it does not make: a")]
    [InlineData("SELECT 1::UBIGINT AS a, date FROM source", "column 'a' is a UBIGINT, which tables do not hold")]
    [InlineData("SELECT nothing AS a, date FROM source", "line 6: Binder Error")]
    public async Task A_job_whose_columns_make_no_table_fails_with_the_reason(string sql, string reason)
    {
        await using var fixture = new LakeFixture();
        await PutAsync(fixture, "x", $"-- name: x\n-- source: raw_x\n-- target: t\n-- mode: append\n-- key: a\n{sql}");
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);

        var run = await jobs.RunAsync("x");

        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_job_is_answered_with_those_there_are()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => jobs.RunAsync("nope"));

        Assert.Equal("There is no job 'nope'. Jobs: curate-aggregates, curate-detections, curate-events, curate-faces, curate-frames, curate-pictures, curate-procedures, curate-readings.", e.Message);
    }

    [Fact]
    public async Task Each_run_keeps_its_account_in_the_bucket()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1), LakeFixture.Row(2, "garbage")]);
        await jobs.RunAsync("curate-detections");
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(3)]);
        await jobs.RunAsync("curate-detections");

        await using var other = fixture.OpenAnother();
        await using var otherJobs = await fixture.JobsAsync(other);
        var runs = await otherJobs.ReadLogAsync("curate-detections").ToListAsync();

        Assert.Equal([(1L, 2L, 1L, 1L, 0L), (-1L, 1L, 2L, 1L, 1L)], runs.Select(run => (run.SourceFrom, run.SourceTo, run.RowsRead, run.RowsWritten, run.RowsQuarantined)));
    }

    [Fact]
    public async Task The_schedule_runs_jobs_and_stops_when_asked()
    {
        await using var fixture = new LakeFixture();
        var options = new JobRunnerOptions { Schedules = new Dictionary<string, string> { ["curate"] = "* * * * * ?", ["curate-faces"] = "off" } };
        await using var jobs = await JobRunner.LoadAsync(fixture.Lake, options, TimeProvider.System, NullLogger.Instance);
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1)]);

        jobs.Start();

        await Until.TrueAsync(async () => await jobs.ReadLogAsync("curate-detections").AnyAsync(run => run.RowsWritten == 1), "the schedule ran the job");
        Assert.Null(jobs.List().Single(job => job.Definition.Name == "curate-faces").NextRunAt);
        Assert.Equal(1, await fixture.CountAsync("detections"));
    }

    [Fact]
    public async Task A_wrong_schedule_is_refused()
    {
        await using var fixture = new LakeFixture();
        var options = new JobRunnerOptions { Schedules = new Dictionary<string, string> { ["curate-faces"] = "soon" } };

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => JobRunner.LoadAsync(fixture.Lake, options, TimeProvider.System, NullLogger.Instance));

        Assert.Contains("'soon' for 'curate-faces'", e.Message, StringComparison.Ordinal);
    }

    private static Task PutAsync(LakeFixture fixture, string name, string text) => fixture.Store.PutAsync($"jobs/{name}.sql", Encoding.UTF8.GetBytes(text)).AsTask();
}
