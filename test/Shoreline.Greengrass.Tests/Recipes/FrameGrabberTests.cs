using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Core.Processes;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Interpolation;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>The steps of components/examples/frame-grabber, each by the shell as the nucleus runs them, with a container engine.</summary>
public sealed class FrameGrabberTests(PodmanFixture podman) : IClassFixture<PodmanFixture>, IDisposable
{
    private const string Component = "com.example.FrameGrabber";
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(1);

    private readonly ScratchFolder _folder = new();

    private static string Example => Path.Combine(Assets.FindHome()!, "components", "examples", "frame-grabber");

    private string Artifacts => _folder["artifacts", Component, "1.0.0"];

    private string Picture => _folder["frames", "frame.jpg"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_picture_changes_until_the_component_is_stopped_and_then_no_container_is_left()
    {
        await MakeArtifactsAsync();
        var steps = ReadSteps();
        using var nucleus = Listen();

        await RunAsync(steps[StepName.Install]!);
        using var run = Start(steps[StepName.Run]!);
        var pictures = new HashSet<string>();
        await Until.TrueAsync(() => IsNew(pictures) && pictures.Count == 5, "five pictures that differ");
        Assert.Contains("SVCUID=ABCDEFGHIJKLMNOP", await podman.RunAsync("inspect", "grabber"), StringComparison.Ordinal);
        await RunAsync(steps[StepName.Shutdown]!);

        await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StepLimit, TestContext.Current.CancellationToken);
        Assert.Equal("", await podman.RunAsync("ps", "--all", "--quiet"));
        await RunAsync(steps[StepName.Shutdown]!); // nothing to do is no error
    }

    [Fact]
    public async Task The_same_machine_makes_the_same_image_archive()
    {
        await RunAsync(Path.Combine(Example, "build-image"), _folder["first.tar"]);
        await RunAsync(Path.Combine(Example, "build-image"), _folder["second.tar"]);
        Assert.Equal(await File.ReadAllBytesAsync(_folder["first.tar"]), await File.ReadAllBytesAsync(_folder["second.tar"]));
    }

    /// <summary>Whole, whenever it is read.</summary>
    private bool IsNew(HashSet<string> pictures)
    {
        if (!File.Exists(Picture)) return false;
        var picture = File.ReadAllBytes(Picture);
        Assert.Equal([0xFF, 0xD8], picture[..2]);
        Assert.Equal([0xFF, 0xD9], picture[^2..]);
        return pictures.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture)));
    }

    private async Task MakeArtifactsAsync()
    {
        Directory.CreateDirectory(Artifacts);
        foreach (var file in (string[])["engine", "remove", "run"])
        {
            File.Copy(Path.Combine(Example, "artifacts", Component, "1.0.0", file), Path.Combine(Artifacts, file));
        }
        await RunAsync(Path.Combine(Example, "build-image"), Path.Combine(Artifacts, "frame-grabber.tar"));
    }

    private LifecycleSteps ReadSteps()
    {
        var file = Path.Combine(Example, "recipes", $"{Component}-1.0.0.yaml");
        var recipe = RecipeReader.Read(File.ReadAllBytes(file), RecipeSyntax.Yaml, file);
        var configuration = recipe.DefaultConfiguration.DeepClone().AsObject();
        configuration["mounts"] = $"{Path.GetDirectoryName(Picture)}:/frames";
        configuration["container"] = "grabber";
        var (lifecycle, unresolved) = Interpolator.Lifecycle(
            LifecycleSelection.Resolve(recipe, recipe.Manifests[0]), new Values(_folder.Path, Artifacts, configuration));
        Assert.Empty(unresolved);
        return LifecycleSteps.Read(lifecycle);
    }

    /// <summary>A socket that the container can be given.</summary>
    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["ipc.socket"]));
        socket.Listen();
        return socket;
    }

    private Task RunAsync(LifecycleStep step) => RunAsync(Start(step), step.Script);

    private static Task RunAsync(string program, string argument) => RunAsync(Start(program, [argument]), program);

    private static async Task RunAsync(Process process, string what)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(StepLimit);
            Assert.True(process.ExitCode == 0, $"{what}\nexit code {process.ExitCode}\n{await output}{await error}");
        }
    }

    private Process Start(LifecycleStep step)
    {
        Assert.Null(step.Fault);
        var variables = new Dictionary<string, string?>(podman.Environment)
        {
            ["SVCUID"] = "ABCDEFGHIJKLMNOP",
            ["AWS_IOT_THING_NAME"] = "gw-01",
            ["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH"] = _folder["ipc.socket"],
        };
        foreach (var (name, value) in step.Setenv) variables[name] = value;
        return Start("sh", ["-c", step.Script], variables);
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string?>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in variables ?? []) start.Environment[name] = value;
        return ChildProcess.Start(start);
    }

    private sealed class Values(string root, string artifacts, JsonObject configuration) : IPlaceholderValues
    {
        public string RootPath => root;

        public string ThingName => "gw-01";

        public bool IsDependency(string component) => false;

        public string PathOf(string? component, ComponentFolder folder) => folder == ComponentFolder.Artifacts ? artifacts : root;

        public JsonObject ConfigurationOf(string? component) => configuration;
    }
}
