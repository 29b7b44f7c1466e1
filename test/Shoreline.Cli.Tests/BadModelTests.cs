using System.Security.Cryptography;

namespace Shoreline.Cli.Tests;

public sealed class BadModelTests : IDisposable
{
    private const string Weights = "face_detection_yunet_2023mar.onnx";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Weights_with_another_digest_are_refused()
    {
        await WriteModelAsync(manifest => manifest);
        await File.WriteAllBytesAsync(_folder["model", Weights], new byte[232589], TestContext.Current.CancellationToken);

        var run = await RunAsync();

        run.Refused(ExitCodes.Usage, _folder["model", Weights], "sha256", "model.json of 'yunet-2023mar' says 8f2383e4", "replace the file");
        NothingIsLeft();
    }

    [Fact]
    public async Task Weights_with_another_input_shape_are_refused()
    {
        await WriteModelAsync(manifest => manifest.Replace("640", "320", StringComparison.Ordinal));
        File.Copy(TestAssets.Model(Weights), _folder["model", Weights]);

        var run = await RunAsync();

        run.Refused(ExitCodes.Usage, _folder["model", Weights], "want an input of 1x3x640x640", "model.json says 1x3x320x320", "correct its input");
        NothingIsLeft();
    }

    [Fact]
    public async Task Weights_that_are_no_model_are_refused()
    {
        var text = "no weights"u8.ToArray();
        var digest = Convert.ToHexStringLower(SHA256.HashData(text));
        await WriteModelAsync(manifest => manifest
            .Replace("8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4", digest, StringComparison.Ordinal)
            .Replace("232589", "10", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(_folder["model", Weights], text, TestContext.Current.CancellationToken);

        var run = await RunAsync();

        run.Refused(ExitCodes.Usage, _folder["model", Weights], "cannot be loaded");
        NothingIsLeft();
    }

    [Theory]
    [InlineData("{ \"schema\": ", "is not a model manifest")]
    [InlineData("{}", "is not a model manifest")]
    public async Task A_broken_manifest_is_named(string manifest, string expected)
    {
        await WriteModelAsync(_ => manifest);

        var run = await RunAsync();

        run.Refused(ExitCodes.Usage, _folder["model", "model.json"], expected);
        NothingIsLeft();
    }

    [Fact]
    public async Task An_unknown_model_lists_the_known_ones()
    {
        var run = await Command.RunAsync("model", "show", "yolo-9000");

        run.Refused(ExitCodes.Usage, "'yolo-9000'", "use one of fastestdet, frontal-face-cascade, movenet-lightning");
    }

    private Task<Command> RunAsync() => Command.RunAsync(
        "vision", TestAssets.Media("stills", "astronaut.png"), "--model", _folder["model"], "--json", _folder["out.ndjson"], "--out", _folder["out.mp4"]);

    private async Task WriteModelAsync(Func<string, string> change)
    {
        var manifest = await File.ReadAllTextAsync(Path.Combine(Core.Assets.FindHome()!, "models", "yunet-2023mar", "model.json"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["model"]);
        await File.WriteAllTextAsync(_folder["model", "model.json"], change(manifest), TestContext.Current.CancellationToken);
    }

    private void NothingIsLeft() => Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
}
