using System.Text.Json;

namespace Shoreline.Cli.Tests;

public sealed class ModelCommandTests
{
    private static readonly Dictionary<string, string?> Models = new()
    {
        ["SHORELINE_MODELS"] = Path.GetDirectoryName(TestAssets.Model("yunet_n_320_320.onnx")),
    };

    [Fact]
    public async Task A_chain_is_shown_model_by_model_with_the_tensors_of_its_weights()
    {
        var run = await Command.RunAsync(Models, "model", "show", "yolox-nano+movenet-lightning");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("head        yolox", run.Output, StringComparison.Ordinal);
        Assert.Contains("tensors     input images, float32 1x3x416x416", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "looks at    a square around each person, 1.25 times its longer side; 16 a frame at most", run.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "input       192x192, int32, RGB, channels side by side (NHWC), 0 to 255, aspect kept, centred on 0", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("            output output_0, float32 1x1x17x3", run.Output, StringComparison.Ordinal);
        Assert.Contains("licence     Apache-2.0", run.Output, StringComparison.Ordinal);
        Assert.All(run.OutputLines, line => Assert.True(line.Length <= 120 || !line[12..].Contains(' ', StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task A_model_is_shown_as_json_for_programs()
    {
        var run = await Command.RunAsync(Models, "model", "show", "yunet-n-320", "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var model = JsonDocument.Parse(run.Output).RootElement[0];
        Assert.Equal("yunet-n-320", model.GetProperty("manifest").GetProperty("name").GetString());
        Assert.Equal("sha256:81dbde155e982455488235acb8ec2dec5d647edf7cf7080d33e4abb69b93a0d2", model.GetProperty("digest").GetString());
        Assert.Equal(13, model.GetProperty("tensors").GetArrayLength());
    }

    [Fact]
    public async Task A_model_whose_weights_are_not_here_is_shown_with_the_way_to_get_them()
    {
        using var scratch = new ScratchFolder();
        var nowhere = new Dictionary<string, string?>
        {
            ["SHORELINE_MODELS"] = scratch.Path,
            ["SHORELINE_ASSETS"] = scratch.Path,
            ["XDG_CACHE_HOME"] = scratch.Path,
        };
        var run = await Command.RunAsync(nowhere, "model", "show", "yunet-n-320");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains(
            "put it in a folder of SHORELINE_MODELS", string.Join(' ', run.OutputLines.Select(line => line.Trim())),
            StringComparison.Ordinal);
        var list = await Command.RunAsync(nowhere, "model", "list");
        Assert.Contains("not here: shoreline model pull yunet-n-320", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_tells_each_stage_at_one_thread_and_at_all()
    {
        var run = await Command.RunAsync(
            Models, "model", "bench", "yunet-n-320", TestAssets.Media("faces-walk-pause.mp4"), "--time", "100ms", "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var bench = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            (480, 270, 11),
            (bench.GetProperty("width").GetInt32(), bench.GetProperty("height").GetInt32(), bench.GetProperty("frames").GetInt32()));
        var runs = bench.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(
            Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1],
            runs.Select(each => each.GetProperty("threads").GetInt32()));
        Assert.All(runs, each => Assert.True(Ms(each, "inferMs", "p50") <= Ms(each, "totalMs", "p99")));
        Assert.All(runs, each => Assert.True(each.GetProperty("looks").GetInt32() >= 20));
    }

    [Fact]
    public async Task A_comparison_is_a_table_and_faults_are_told_in_one_line()
    {
        var clip = TestAssets.Media("faces-walk-pause.mp4");
        var run = await Command.RunAsync(
            Models, "model", "compare", "yunet-n-320", "yunet-n-320", clip, "--score-b", "0.99", "--max-frames", "4");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("frames    4 compared", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nface +\d+ +0 +0 +\d+\n", run.Output);
        var refused = await Command.RunAsync(Models, "model", "compare", "yunet-n-320", "yunet-n-320", clip, "--iou", "0");
        refused.Refused(ExitCodes.Usage, "The overlap of one object is 0");
    }

    private static double Ms(JsonElement run, string stage, string percentile) => run.GetProperty(stage).GetProperty(percentile).GetDouble();
}
