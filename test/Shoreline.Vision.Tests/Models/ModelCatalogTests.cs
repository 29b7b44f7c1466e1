using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Models;

public sealed class ModelCatalogTests : IDisposable
{
    private static readonly byte[] Weights = Encoding.UTF8.GetBytes("these are weights");
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Weights));

    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yunet-2023mar")]
    [InlineData("yunet-n-320")]
    [InlineData("yunet-n-dynamic")]
    [InlineData("ultraface-rfb-320")]
    [InlineData("yolox-nano")]
    [InlineData("nanodet-m-416")]
    [InlineData("fastestdet")]
    [InlineData("movenet-lightning")]
    public void A_model_of_the_catalog_opens_with_the_weights_of_the_assets(string name)
    {
        _ = TestAssets.Model("models.json");
        var model = ModelCatalog.Load().Resolve(name);
        using var detector = model.Open();
        Assert.Equal(name, detector.ModelName);
        Assert.Equal("sha256:" + model.Manifest.Weights.Sha256, detector.ModelDigest);
    }

    [Fact]
    public void Weights_are_found_by_digest_under_any_name()
    {
        Write("weights/other-name.bin", Weights);
        Write("weights/same-size.bin", [.. Weights.Reverse()]);
        var model = Catalog().Resolve("toy");
        Assert.EndsWith("other-name.bin", model.WeightsPath, StringComparison.Ordinal);
        Assert.Equal("sha256:" + Digest, model.Digest);
    }

    [Fact]
    public void Weights_beside_the_manifest_with_another_digest_are_refused_naming_both()
    {
        var catalog = Catalog();
        Write("models/toy/toy.onnx", [1, 2, 3]);
        var thrown = Assert.Throws<InvalidInputException>(() => catalog.Resolve("toy"));
        Assert.Contains(Digest, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])), thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Weights_that_changed_on_disk_are_looked_at_again()
    {
        Write("weights/toy.onnx", [.. Weights.Reverse()]);
        Assert.Throws<MissingDependencyException>(() => Catalog().Resolve("toy"));
        Write("weights/toy.onnx", Weights);
        File.SetLastWriteTimeUtc(_scratch["weights", "toy.onnx"], DateTime.UtcNow.AddSeconds(5));
        Assert.EndsWith("toy.onnx", Catalog().Resolve("toy").WeightsPath, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_weights_name_the_digest_the_folders_and_the_addresses()
    {
        var thrown = Assert.Throws<MissingDependencyException>(() => Catalog("http://127.0.0.1:1/toy.onnx").Resolve("toy"));
        Assert.Contains(Digest, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_scratch["weights"], thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_scratch["cache"], thrown.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1/toy.onnx", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_are_downloaded_once_and_kept_in_the_cache()
    {
        await using var server = new FileServer(Weights);
        var seen = new List<DownloadProgress>();
        var model = await Catalog(server.Url).ResolveAsync("toy", new Listener<DownloadProgress>(seen.Add), Cancelled);
        Assert.Equal(Weights, await File.ReadAllBytesAsync(model.WeightsPath, Cancelled));
        Assert.Equal(Weights.Length, seen[^1].ReceivedBytes);
        await Catalog(server.Url).ResolveAsync("toy", null, Cancelled);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_download_with_another_digest_leaves_nothing_behind()
    {
        await using var server = new FileServer([.. Weights.Reverse()]);
        var thrown = await Assert.ThrowsAsync<MissingDependencyException>(() => Catalog(server.Url).ResolveAsync("toy", null, Cancelled));
        Assert.Contains("serves a file with the sha256", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_scratch["cache"]), file => !file.EndsWith("digests.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_default_the_cascade_runs_and_the_reason_is_said()
    {
        Directory.CreateDirectory(_scratch["models"]);
        foreach (var name in new[] { ModelCatalog.DefaultModel, ModelCatalog.FallbackModel })
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Assets.FindHome()!, "models", name, "model.json")))!;
            if (name == ModelCatalog.DefaultModel) manifest["weights"]!["urls"] = new JsonArray("http://127.0.0.1:1/none.onnx");
            Write($"models/{name}/model.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        }
        var choice = await new ModelCatalog(_scratch["models"], Store()).ChooseAsync(null, null, Cancelled);
        Assert.Equal(ModelCatalog.FallbackModel, choice.Model.Name);
        Assert.Contains("8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_model_names_those_that_are_known()
    {
        var thrown = Assert.Throws<InvalidInputException>(() => Catalog().Resolve("no-such"));
        Assert.Contains("use one of toy", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_manifest_tells_every_fault_at_once()
    {
        var manifest = Manifest([]);
        manifest["schema"] = "other/9";
        manifest["thresholds"]!["score"] = 7;
        manifest["input"]!["width"] = 3;
        Write("models/toy/model.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        var thrown = Assert.Throws<InvalidInputException>(() => new ModelCatalog(_scratch["models"], Store()).Resolve("toy"));
        Assert.Contains("schema", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("thresholds.score is 7", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("input.width is 3", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weak_threshold_above_the_usual_one_is_refused()
    {
        var manifest = Manifest([]);
        manifest["thresholds"]!["weak"] = 0.6;
        Write("models/toy/model.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        var thrown = Assert.Throws<InvalidInputException>(() => new ModelCatalog(_scratch["models"], Store()).Resolve("toy"));
        Assert.Contains("thresholds.weak is 0.6, not 0…0.5", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_input_shape_are_refused_naming_both()
    {
        var path = TestAssets.Model("yunet_n_320_320.onnx");
        var manifest = ModelCatalog.Load().Manifest("yunet-n-320");
        var model = new Model(manifest with { Input = manifest.Input! with { Width = 640, Height = 640 } }, path, "sha256:x");
        var thrown = Assert.Throws<InvalidInputException>(() => model.Open());
        Assert.Contains("1x3x320x320", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("1x3x640x640", thrown.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private WeightsStore Store() => new([_scratch["weights"]], _scratch["cache"]);

    private ModelCatalog Catalog(params string[] urls)
    {
        Write("models/toy/model.json", Encoding.UTF8.GetBytes(Manifest(urls).ToJsonString()));
        return new ModelCatalog(_scratch["models"], Store());
    }

    private static JsonObject Manifest(string[] urls) => new()
    {
        ["schema"] = ModelManifest.CurrentSchema,
        ["name"] = "toy",
        ["description"] = "A toy.",
        ["head"] = "yunet",
        ["labels"] = new JsonArray("face"),
        ["keypoints"] = new JsonArray("a", "b", "c", "d", "e"),
        ["weights"] = new JsonObject
        {
            ["file"] = "toy.onnx",
            ["sha256"] = Digest,
            ["bytes"] = Weights.Length,
            ["urls"] = new JsonArray([.. urls.Select(url => (JsonNode)url)]),
        },
        ["input"] = new JsonObject { ["name"] = "input", ["width"] = 64, ["height"] = 64, ["color"] = "bgr" },
        ["thresholds"] = new JsonObject { ["score"] = 0.5, ["iou"] = 0.3 },
        ["licence"] = "CC0-1.0",
        ["source"] = "this test",
    };

    private void Write(string path, byte[] bytes)
    {
        var full = _scratch[path.Split('/')];
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    /// <summary>Serves one file to whoever asks, over real HTTP.</summary>
    private sealed class FileServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public FileServer(byte[] file)
        {
            Url = $"http://127.0.0.1:{Ports.Free()}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _serving = ServeAsync(file);
        }

        public string Url { get; }

        public int Requests { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync(byte[] file)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    Requests++;
                    context.Response.Close(file, willBlock: false);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }
}
