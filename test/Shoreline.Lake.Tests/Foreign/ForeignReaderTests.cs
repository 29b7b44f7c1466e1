using System.Diagnostics;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Lake.Delta;
using Xunit.Sdk;

namespace Shoreline.Lake.Tests.Foreign;

/// <summary>The tables as somebody else reads them: the JSON log by hand, the Parquet files with hyparquet.</summary>
public sealed class ForeignReaderTests
{
    [Fact]
    public async Task Raw_rows_read_by_another_maker_are_those_that_DuckDB_says()
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "é🌊"), LakeFixture.Row(long.MaxValue, "\0") with { RecordTimeNs = LakeFixture.StartNs, ObjectKey = "media/x" }]);
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(90_000, "next day")]);

        var files = FilesByHand(fixture, "raw_x");
        var lines = Read(files, "--schema");

        Assert.Equal(
            """[["device","BYTE_ARRAY","UTF8",""],["stream","BYTE_ARRAY","UTF8",""],["incarnation","BYTE_ARRAY","UTF8",""],["sequence","INT64","INT_64",""],["record_time","INT64","TIMESTAMP",true],["received_time","INT64","TIMESTAMP",true],["payload","BYTE_ARRAY","",""],["object","BYTE_ARRAY","UTF8",""]]""",
            lines[0]);
        var foreign = lines.Where(line => line[0] == '{').Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => $"{row.GetProperty("device")}|{row.GetProperty("sequence")}|{row.GetProperty("record_time").GetString()![..19]}|{row.GetProperty("payload")}|{row.GetProperty("object")}");
        var ours = await fixture.RowsAsync("SELECT device, sequence, strftime(record_time, '%Y-%m-%dT%H:%M:%S'), base64(payload), coalesce(object, '') FROM raw_x");
        Assert.Equal(ours.Order(StringComparer.Ordinal), foreign.Order(StringComparer.Ordinal));
        Assert.Equal(3, ours.Length);
    }

    [Fact]
    public async Task Nested_columns_of_curated_rows_are_read_by_another_maker()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1)]);
        await jobs.RunAsync("curate-detections");

        using var row = JsonDocument.Parse(Assert.Single(Read(FilesByHand(fixture, "detections"))));

        Assert.Equal("entrance", row.RootElement.GetProperty("camera").GetString());
        Assert.Equal("""[{"x":0.5,"y":0.6,"score":1}]""", row.RootElement.GetProperty("keypoints").GetRawText());
    }

    [Fact]
    public async Task A_checkpoint_read_by_another_maker_holds_the_table()
    {
        await using var fixture = new LakeFixture();
        for (var i = 0; i < Checkpoints.EveryCommits; i++) await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(i, "a")]);
        var log = Path.Combine(fixture.Bucket, "lake", "raw_x", "_delta_log");

        var actions = Read(Directory.GetFiles(log, "*.checkpoint.parquet")).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        using var pointer = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(log, "_last_checkpoint")));
        Assert.Equal(actions.Count, pointer.RootElement.GetProperty("size").GetInt32());
        var added = actions.Where(action => action.TryGetProperty("add", out var add) && add.ValueKind == JsonValueKind.Object).Select(action => action.GetProperty("add")).ToList();
        Assert.Equal(Checkpoints.EveryCommits, added.Count);
        Assert.All(added, add => Assert.Equal("2026-01-31", add.GetProperty("partitionValues").GetProperty("date").GetString()));
    }

    /// <summary>Paths of the table's files, by reading its log as the protocol says and nothing of ours.</summary>
    private static string[] FilesByHand(LakeFixture fixture, string table)
    {
        var folder = Path.Combine(fixture.Bucket, "lake", table);
        var present = new SortedSet<string>(StringComparer.Ordinal);
        var rowCount = 0;
        foreach (var line in Directory.GetFiles(Path.Combine(folder, "_delta_log"), "*.json").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            using var action = JsonDocument.Parse(line);
            if (action.RootElement.TryGetProperty("remove", out var remove)) present.Remove(remove.GetProperty("path").GetString()!);
            if (!action.RootElement.TryGetProperty("add", out var add)) continue;
            present.Add(add.GetProperty("path").GetString()!);
            using var stats = JsonDocument.Parse(add.GetProperty("stats").GetString()!);
            rowCount += stats.RootElement.GetProperty("numRecords").GetInt32();
            Assert.Equal(new FileInfo(Path.Combine(folder, add.GetProperty("path").GetString()!)).Length, add.GetProperty("size").GetInt64());
        }
        Assert.True(rowCount > 0);
        return [.. present.Select(path => Path.Combine(folder, path))];
    }

    private static string[] Read(string[] files, params string[] options)
    {
        var foreign = Path.Combine(Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME."), "test", "foreign");
        if (!Directory.Exists(Path.Combine(foreign, "node_modules", "hyparquet")))
        {
            const string Missing = "hyparquet is not installed: npm ci --ignore-scripts in test/foreign.";
            throw Environment.GetEnvironmentVariable("CI") is null ? SkipException.ForSkip(Missing) : new XunitException(Missing);
        }
        var start = new ProcessStartInfo("node", ["read-parquet.mjs", .. options, .. files]) { WorkingDirectory = foreign, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
