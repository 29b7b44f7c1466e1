using System.Text.Json;

namespace Shoreline.EndToEnd.Tests;

/// <summary>The demo for a machine, and what its folder holds afterwards.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Headless_demo_loses_nothing_and_its_folder_answers_the_same_counts()
    {
        using var folder = new ScratchFolder();
        var (code, output, error) = await ShorelineProgram.RunAsync(TimeSpan.FromMinutes(3), "demo", "--headless", "--duration", "25s", "--data", folder.Path);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
        var summary = JsonDocument.Parse(output).RootElement;

        Assert.Equal(0, summary.GetProperty("lost").GetInt64());
        Assert.Equal(0, summary.GetProperty("duplicates").GetInt64());
        var frames = summary.GetProperty("frames");
        Assert.True(frames.GetProperty("analysed").GetInt64() > 100, output);
        var accounted = frames.GetProperty("analysed").GetInt64() + frames.GetProperty("dropped").GetInt64() + frames.GetProperty("still").GetInt64();
        Assert.True(frames.GetProperty("captured").GetInt64() >= accounted, output);
        var records = summary.GetProperty("records");
        Assert.Equal(records.GetProperty("appended").GetInt64(), records.GetProperty("landed").GetInt64());

        foreach (var table in summary.GetProperty("tables").EnumerateObject())
        {
            Assert.Equal(table.Value.GetInt64(), await CountAsync(folder.Path, $"SELECT count(*) AS n FROM {table.Name}"));
        }
        Assert.Equal(summary.GetProperty("detections").GetInt64(), await CountAsync(folder.Path, "SELECT count(*) AS n FROM detections"));
        var analysed = await CountAsync(folder.Path, "SELECT count(DISTINCT (incarnation, sequence)) AS n FROM raw_detections");
        Assert.Equal(frames.GetProperty("analysed").GetInt64(), analysed);
    }

    private static async Task<long> CountAsync(string data, string sql)
    {
        var (code, output, error) = await ShorelineProgram.RunAsync("lake", "query", sql, "--data", data, "--format", "json");
        Assert.True(code == 0, $"{sql}: exit code {code}\n{output}\n{error}");
        return JsonDocument.Parse(output).RootElement[0].GetProperty("n").GetInt64();
    }
}
