using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Tests.Detectors;

/// <summary>Weights that do not fit their manifest, and models that misbehave.</summary>
public sealed class TensorDetectorTests
{
    [Theory]
    [InlineData("yolox-nano", """{ "input": { "width": 320, "height": 320 } }""", "want an input of 1x3x416x416 (Float32), but model.json says 1x3x320x320 (Float32)")]
    [InlineData("yolox-nano", """{ "input": { "type": "uint8" } }""", "want an input of 1x3x416x416 (Float32), but model.json says 1x3x416x416 (UInt8)")]
    [InlineData("movenet-lightning", """{ "input": { "layout": "nchw" } }""", "want an input of 1x192x192x3 (Int32), but model.json says 1x3x192x192 (Int32)")]
    [InlineData("yolox-nano", """{ "input": { "name": "pictures" } }""", "have no input 'pictures', but 'images'")]
    [InlineData("yolox-nano", """{ "labels": ["person", "car"] }""", "give the output 'output' as 1x3549x85 (Float32), but head yolox reads 1x3549x7 (Float32)")]
    [InlineData("yolox-nano", """{ "decoder": { "strides": [8, 16] } }""", "give the output 'output' as 1x3549x85 (Float32), but head yolox reads 1x3380x85 (Float32)")]
    [InlineData("nanodet-m-416", """{ "decoder": { "bins": 16 } }""", "as 1x2704x32 (Float32), but head nanodet reads 1x2704x64 (Float32)")]
    [InlineData("fastestdet", """{ "head": "yolox", "decoder": { "outputs": ["758"] } }""", "give the output '758' as 1x85x22x22 (Float32), but head yolox reads")]
    [InlineData("ultraface-rfb-320", """{ "decoder": { "outputs": ["scores", "places"] } }""", "have no output 'places', which head ultraface reads, but 'scores', 'boxes'")]
    public void A_tensor_that_does_not_fit_the_head_is_refused_naming_both_shapes(string model, string changes, string expected)
    {
        using var folder = new ModelFolder(model, manifest => Merge(manifest, JsonNode.Parse(changes)!.AsObject()));
        var thrown = Assert.Throws<InvalidInputException>(() => folder.Resolve().Open());
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("""{ "labels": [] }""", "labels is empty")]
    [InlineData("""{ "decoder": { "strides": [0] } }""", "decoder.strides")]
    [InlineData("""{ "decoder": { "outputs": ["a", "b"] } }""", "decoder.outputs is not 1 names")]
    [InlineData("""{ "crop": { "atMost": 0, "scale": 100 } }""", "crop.scale is 100, not 0.1…10; crop.atMost is 0, not 1…1000")]
    [InlineData("""{ "input": { "std": [1, 0, 1] } }""", "input.std is not three values other than 0")]
    [InlineData("""{ "head": "yolo9000" }""", "is not a model manifest")]
    [InlineData("""{ "decoder": null }""", "is not a model manifest")]
    public void A_manifest_that_makes_no_sense_is_refused(string changes, string expected)
    {
        using var folder = new ModelFolder("yolox-nano", manifest => Merge(manifest, JsonNode.Parse(changes)!.AsObject()));
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(folder.Resolve).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_of_labels_is_named()
    {
        using var folder = new ModelFolder("yolox-nano", manifest => (manifest["labels"], manifest["labelsFile"]) = (null, "none.txt"));
        // "labels": null is no list either, so it goes
        var path = Path.Combine(folder.Path, ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest.Remove("labels");
        File.WriteAllText(path, manifest.ToJsonString());
        Assert.Contains("none.txt", Assert.Throws<InvalidInputException>(folder.Resolve).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_none_are_left_out_and_counted()
    {
        // the input overflows
        using var folder = new ModelFolder("yunet-n-320", manifest => manifest["input"]!["std"] = new JsonArray(1e-38, 1e-38, 1e-38));
        using var detector = folder.Resolve().Open();
        using var picture = TestPicture.Noise(320, 320, seed: 1);
        var found = new DetectionList();
        detector.Detect(picture.Frame, found);
        Assert.Equal(0, found.Count);
        Assert.True(detector.Losses.Refused > 0);
    }

    [Fact]
    public void A_network_that_fails_says_which_and_on_what()
    {
        using var folder = new ModelFolder("yunet-n-dynamic", manifest => Merge(manifest, new JsonObject
        {
            ["name"] = "odd",
            ["input"] = new JsonObject { ["longSide"] = 100, ["multipleOf"] = 1 }, // its pyramid needs multiples of 32
        }));
        using var detector = folder.Resolve().Open();
        using var picture = TestPicture.Noise(200, 100, seed: 1);
        var thrown = Assert.Throws<OnnxRuntimeException>(() => detector.Detect(picture.Frame, new DetectionList()));
        Assert.StartsWith(
            "The model 'odd' failed on an input of 100x50: ONNX Runtime could not run the model: ", thrown.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("yunet-n-dynamic")]
    [InlineData("fastestdet")]
    [InlineData("movenet-lightning")]
    public void Frames_may_change_their_size(string model)
    {
        using var detector = ModelCatalog.Load().Resolve(model).Open();
        var found = new DetectionList();
        foreach (var (width, height) in new[] { (641, 479), (2, 2), (1280, 720), (1, 300), (641, 479) })
        {
            using var picture = TestPicture.Noise(width, height, seed: 1);
            detector.Detect(picture.Frame, found);
        }
        Assert.Equal(0, detector.Losses.NotLookedAt);
    }

    private static void Merge(JsonObject into, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is JsonObject inner && into[name] is JsonObject target) Merge(target, inner);
            else into[name] = value?.DeepClone();
        }
    }
}
