using System.CommandLine;
using System.Globalization;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Lake.Jobs;
using Shoreline.Lake.Query;
using Shoreline.Lake.Store;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline lake</c>: the tables in the bucket, whether the cloud process runs or not.</summary>
internal static class LakeCommand
{
    private const string DefaultData = "/var/lib/shoreline";
    private static readonly string[] Formats = ["table", "csv", "json"];

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Data folder of the cloud, or of a demo. Default: $SHORELINE_DATA, then " + DefaultData,
        Recursive = true,
    };

    public static Command Build()
    {
        var command = new Command("lake", "List, describe and query the tables; list and run jobs") { Tables(), Describe(), Query(), Job() };
        command.Options.Add(Data);
        return command;
    }

    private static Command Tables()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("tables", "List the tables: rows, files, bytes, version, last commit") { json };
        command.SetAction((parsed, stop) => WithLakeAsync(parsed, async lake =>
        {
            var tables = await lake.ListTablesAsync(stop);
            Print(new QueryResult(
                [new("name", "VARCHAR"), new("rows", "BIGINT"), new("files", "BIGINT"), new("bytes", "BIGINT"), new("version", "BIGINT"), new("last_commit", "VARCHAR")],
                [.. tables.Select(t => (object?[])[t.Name, t.Rows, (long)t.Files, t.Bytes, t.Version, t.LastCommitAt.ToString("u", CultureInfo.InvariantCulture)])],
                Truncated: false, TimeSpan.Zero), parsed.GetValue(json) ? "json" : "table");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Describe()
    {
        var name = Arguments.NotAnOption(new Argument<string>("table") { Description = "Name of a table, as 'lake tables' lists it" });
        var command = new Command("describe", "List the columns of a table") { name };
        command.SetAction((parsed, stop) => WithLakeAsync(parsed, async lake =>
        {
            var table = parsed.GetValue(name)!;
            var columns = await lake.DescribeTableAsync(table, stop)
                ?? throw new InvalidInputException($"There is no table '{table}'. 'shoreline lake tables' lists what there is.");
            Print(new QueryResult([new("column", "VARCHAR"), new("type", "VARCHAR")], [.. columns.Select(c => (object?[])[c.Name, c.Type])], false, TimeSpan.Zero), "table");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Query()
    {
        var sql = Arguments.NotAnOption(new Argument<string>("sql") { Description = "One SELECT over the tables" });
        var format = new Option<string>("--format") { Description = "table, csv or json", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong(Formats);
        var rows = Arguments.Within(
            new Option<int>("--max-rows") { Description = "Print at most so many rows", DefaultValueFactory = _ => new QueryLimits().MaxRows }, 1, int.MaxValue);
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "Give up after this time: 30s, 5m", CustomParser = Arguments.Duration };
        var command = new Command("query", "Run one SQL statement over the tables, read-only") { sql, format, rows, timeout };
        command.SetAction((parsed, stop) => WithLakeAsync(parsed, async lake =>
        {
            var limits = new QueryLimits { MaxRows = parsed.GetValue(rows), Timeout = parsed.GetValue(timeout) ?? new QueryLimits().Timeout };
            var result = await lake.QueryAsync(parsed.GetValue(sql)!, limits, stop);
            Print(result, parsed.GetValue(format)!);
            if (result.Truncated) await Console.Error.WriteLineAsync($"shoreline: there are more rows than the {result.Rows.Count:N0} printed; raise --max-rows.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Job()
    {
        var name = Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of a job, as 'lake job list' lists it" });
        var list = new Command("list", "List the jobs: what they do, their schedule, their last run");
        list.SetAction((parsed, stop) => WithJobsAsync(parsed, async runner =>
        {
            var jobs = new List<object?[]>();
            foreach (var job in runner.List())
            {
                var last = await runner.ReadLogAsync(job.Definition.Name, stop).FirstOrDefaultAsync(stop);
                jobs.Add([job.Definition.Name, job.Definition.Source, job.Definition.Target, job.Definition.Schedule, last?.StartedAt.ToString("u", CultureInfo.InvariantCulture), last?.Error]);
            }
            Print(new QueryResult(
                [new("name", "VARCHAR"), new("source", "VARCHAR"), new("target", "VARCHAR"), new("schedule", "VARCHAR"), new("last_run", "VARCHAR"), new("error", "VARCHAR")],
                jobs, false, TimeSpan.Zero), "table");
            return ExitCode.Done;
        }, stop));
        var run = new Command("run", "Run a job now") { name };
        run.SetAction((parsed, stop) => WithJobsAsync(parsed, async runner =>
        {
            var done = await runner.RunAsync(parsed.GetValue(name)!, stop);
            PrintRuns([done]);
            return done.Error is null ? ExitCode.Done : ExitCode.Failed;
        }, stop));
        var log = new Command("log", "Show the last runs of a job") { name };
        log.SetAction((parsed, stop) => WithJobsAsync(parsed, async runner =>
        {
            PrintRuns(await runner.ReadLogAsync(parsed.GetValue(name)!, stop).ToListAsync(stop));
            return ExitCode.Done;
        }, stop));
        return new Command("job", "List, run and review jobs") { list, run, log };
    }

    private static void PrintRuns(IReadOnlyList<JobRun> runs) => Print(new QueryResult(
        [new("started", "VARCHAR"), new("ms", "BIGINT"), new("read", "BIGINT"), new("written", "BIGINT"), new("quarantined", "BIGINT"), new("error", "VARCHAR")],
        [.. runs.Select(r => (object?[])[r.StartedAt.ToString("u", CultureInfo.InvariantCulture), r.DurationMs, r.RowsRead, r.RowsWritten, r.RowsQuarantined, r.Error])],
        false, TimeSpan.Zero), "table");

    private static void Print(QueryResult result, string format)
    {
        switch (format)
        {
            case "csv":
                result.WriteCsv(Console.Out);
                break;
            case "json":
                result.WriteJson(Console.Out);
                break;
            default:
                result.WriteTable(Console.Out);
                break;
        }
    }

    private static Task<int> WithJobsAsync(ParseResult parsed, Func<JobRunner, Task<int>> work, CancellationToken stop) => WithLakeAsync(parsed, async lake =>
    {
        using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
        await using var runner = await JobRunner.LoadAsync(lake, new JobRunnerOptions(), TimeProvider.System, logs.CreateLogger("jobs"), stop);
        return await work(runner);
    });

    private static async Task<int> WithLakeAsync(ParseResult parsed, Func<DataLake, Task<int>> work)
    {
        using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
        await using var lake = new DataLake(new FolderStore(FindBucket(parsed.GetValue(Data))), new LakeOptions(), TimeProvider.System, logs.CreateLogger("lake"));
        return await work(lake);
    }

    /// <summary>The bucket in a cloud's data folder, or in the cloud's folder of a demo.</summary>
    internal static string FindBucket(string? given)
    {
        var data = Arguments.Folder(given, "SHORELINE_DATA", DefaultData);
        string[] places = [Path.Combine(data, "bucket"), Path.Combine(data, "cloud", "bucket")];
        return places.FirstOrDefault(Directory.Exists)
            ?? throw new InvalidInputException($"There is no lake in {data}: it holds no folder 'bucket'. Name the data folder of a cloud or a demo with --data.");
    }
}
