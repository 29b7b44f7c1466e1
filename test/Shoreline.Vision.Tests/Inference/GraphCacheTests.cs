using System.Security.Cryptography;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Tests.Inference;

/// <summary>Optimised graphs on disk: the same numbers as without, and never a graph that is not the one that was written.</summary>
public sealed class GraphCacheTests : IDisposable
{
    private static readonly InferenceOptions Options = new() { Threads = 1 };

    private readonly ScratchFolder _scratch = new();
    private readonly GraphCache _cache;

    public GraphCacheTests() => _cache = new GraphCache(Folder);

    private string Folder => _scratch["graphs"];

    private string[] Kept => Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder).Order()] : [];

    [Theory]
    [InlineData("face_detection_yunet_2023mar.onnx")]
    [InlineData("yunet_n_dynamic.onnx")]
    [InlineData("version-RFB-320.onnx")]
    [InlineData("yolox_nano.onnx")]
    [InlineData("nanodet_m_416.onnx")]
    [InlineData("FastestDet.onnx")]
    [InlineData("movenet_singlepose_lightning.onnx")]
    public void The_graph_that_is_kept_gives_the_same_numbers_to_the_bit(string file)
    {
        var weights = TestAssets.Model(file);
        using var fresh = new InferenceSession(File.ReadAllBytes(weights), Options);
        using (var first = Open(weights)) Assert.Equal(Outputs(fresh), Outputs(first));
        var kept = Assert.Single(Kept);
        var written = File.GetLastWriteTimeUtc(kept);
        File.SetLastWriteTimeUtc(kept, written.AddDays(-1));
        using var second = Open(weights);
        Assert.Equal(Outputs(fresh), Outputs(second));
        Assert.True(File.GetLastWriteTimeUtc(kept) >= written, "the graph was made anew, or its use was not noted");
    }

    [Fact]
    public void Each_damaged_byte_of_a_graph_is_noticed_and_the_graph_made_anew()
    {
        var weights = TestAssets.Model("yunet_n_320_320.onnx");
        Open(weights).Dispose();
        var path = Assert.Single(Kept);
        var good = File.ReadAllBytes(path);
        var random = new Random(5);
        int[] edges = [0, 7, 8, 39, 40, 71, 72, good.Length - 1];
        foreach (var at in edges.Concat(Enumerable.Range(0, 8).Select(_ => random.Next(good.Length))))
        {
            var bad = good.ToArray();
            bad[at] ^= 0x10;
            AssertMadeAnew(weights, path, bad, good);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(71)]
    [InlineData(72)]
    [InlineData(5000)]
    public void A_graph_that_is_cut_off_is_made_anew(int bytes)
    {
        var weights = TestAssets.Model("yunet_n_320_320.onnx");
        Open(weights).Dispose();
        var path = Assert.Single(Kept);
        var good = File.ReadAllBytes(path);
        AssertMadeAnew(weights, path, good[..bytes], good);
    }

    [Fact]
    public void The_graph_of_another_model_under_this_ones_name_is_noticed()
    {
        var weights = TestAssets.Model("yunet_n_320_320.onnx");
        Open(weights).Dispose();
        var path = Assert.Single(Kept);
        var good = File.ReadAllBytes(path);
        Open(TestAssets.Model("version-RFB-320.onnx")).Dispose();
        AssertMadeAnew(weights, path, File.ReadAllBytes(Kept.Single(kept => kept != path)), good);
    }

    [Fact]
    public void Each_level_of_optimisation_has_a_graph_of_its_own_and_threads_do_not()
    {
        var weights = TestAssets.Model("yunet_n_320_320.onnx");
        Open(weights, Options).Dispose();
        Open(weights, Options with { Threads = 2, Spin = true }).Dispose();
        Assert.Single(Kept);
        Open(weights, Options with { Optimization = GraphOptimization.Basic }).Dispose();
        Open(weights, Options with { Optimization = GraphOptimization.None }).Dispose();
        Open(weights, Options with { CacheGraph = false, Optimization = GraphOptimization.Extended }).Dispose();
        Assert.Equal(2, Kept.Length);
    }

    [Fact]
    public void Weights_that_changed_since_their_digest_was_taken_keep_no_graph()
    {
        _cache.Open(TestAssets.Model("yunet_n_320_320.onnx"), "sha256:" + new string('0', 64), Options).Dispose();
        Assert.Empty(Kept);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_no_more_than_the_time()
    {
        File.WriteAllText(Folder, "a file stands where the folder should");
        var weights = TestAssets.Model("yunet_n_320_320.onnx");
        Open(weights).Dispose();
        using var again = Open(weights);
        Assert.NotEmpty(again.Inputs);
    }

    [Fact]
    public void Weights_that_are_no_model_are_refused_and_leave_nothing_behind()
    {
        File.WriteAllText(_scratch["a.onnx"], "no model");
        Assert.Throws<OnnxRuntimeException>(() => Open(_scratch["a.onnx"]));
        Assert.Empty(Kept);
    }

    [Fact]
    public void The_graphs_that_were_not_used_for_longest_go_first_and_abandoned_files_too()
    {
        Directory.CreateDirectory(Folder);
        for (var i = 0; i < GraphCache.MostFiles + 3; i++)
        {
            var path = Path.Combine(Folder, $"{i:D3}.graph");
            File.WriteAllBytes(path, [1]);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-i));
        }
        File.WriteAllText(Path.Combine(Folder, "abandoned.new"), "");
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "abandoned.new"), DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(Path.Combine(Folder, "at-work.new"), "");
        Open(TestAssets.Model("yunet_n_320_320.onnx")).Dispose();
        var names = Kept.Select(path => Path.GetFileName(path)).ToList();
        Assert.Equal(GraphCache.MostFiles + 1, names.Count); // and the one that somebody is writing
        Assert.Contains("at-work.new", names);
        Assert.Contains("000.graph", names);
        Assert.DoesNotContain($"{GraphCache.MostFiles - 1:D3}.graph", names);
    }

    public void Dispose() => _scratch.Dispose();

    private void AssertMadeAnew(string weights, string path, byte[] bad, byte[] good)
    {
        File.WriteAllBytes(path, bad);
        using var session = Open(weights);
        Assert.NotEmpty(session.Inputs);
        var now = File.ReadAllBytes(path);
        Assert.NotEqual(bad, now);
        Assert.Equal(good[..40], now[..40]); // ONNX Runtime writes the parts of a graph in any order, so the rest may differ
        Assert.Equal(SHA256.HashData(now.AsSpan(72)), now[40..72]);
        Assert.Equal(good.Length, now.Length);
    }

    private InferenceSession Open(string weights, InferenceOptions? options = null) =>
        _cache.Open(weights, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))), options ?? Options);

    /// <summary>What a session makes of noise; free dimensions are 1, or 64 where they are sides of a picture.</summary>
    private static byte[] Outputs(InferenceSession session)
    {
        var input = session.Inputs.First(tensor => tensor.Dimensions.Count == 4);
        long[] dimensions = [.. input.Dimensions.Select((size, i) => size > 0 ? size : i == 0 ? 1 : 64)];
        var buffer = new TensorBuffer(input.Type, dimensions);
        new Random(1).NextBytes(buffer.Bytes);
        if (input.Type == TensorElementType.Float32) foreach (ref var value in buffer.Floats) value = Math.Abs(value.GetHashCode() % 256);
        var outputs = session.Outputs
            .Select(output => (output.Name, new TensorBuffer(output.Type, OutputDimensions(output, dimensions)))).ToArray();
        using var binding = new TensorBinding([(input.Name, buffer)], outputs);
        session.Run(binding);
        return [.. outputs.SelectMany(output => output.Item2.Bytes.ToArray())];
    }

    /// <summary>Of the models here only yunet's have free dimensions: the cells of a stride, which is in the name.</summary>
    private static long[] OutputDimensions(TensorShape output, long[] input)
    {
        var stride = int.TryParse(output.Name.Split('_')[^1], out var number) ? number : 1;
        return [.. output.Dimensions.Select((size, i) => size > 0 ? size : i == 0 ? 1 : input[2] / stride * (input[3] / stride))];
    }
}
