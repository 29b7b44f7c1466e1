using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Edge.Tests.Nucleus;

/// <summary>The examples of components/examples on a whole gateway, driven as the command line drives it: by IPC, with its token.</summary>
public sealed class NucleusFlowTests(PodmanFixture podman) : IClassFixture<PodmanFixture>, IAsyncLifetime
{
    private const string Greeter = "com.example.Greeter";
    private const string Who = "com.example.Who";
    private const string Grabber = "com.example.FrameGrabber";
    private const string Yaml = "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\ncomponentUser: nobody";

    private readonly ScratchFolder _folder = new();

    /// <summary>Components run as nobody, and have to come to their files.</summary>
    public ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_failing_deployment_is_rolled_back_or_kept_to_look_at_and_mended_by_the_next()
    {
        await using var host = await StartAsync(TimeProvider.System);
        await using var client = await ConnectAsync();
        Assert.Equal("SUCCEEDED", (await DeployAsync(client, Greeter, "1.0.0")).Status);

        var rolledBack = await DeployAsync(client, Greeter, "1.1.0", new JsonObject { ["name"] = "you" }, rollBack: true);

        Assert.Equal("FAILED_ROLLBACK_COMPLETE", rolledBack.DeploymentStatusDetails!.DetailedDeploymentStatus);
        Assert.Equal(
            ["DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", "COMPONENT_BROKEN"], rolledBack.DeploymentStatusDetails.DeploymentErrorStack!);
        var before = await client.Components.GetDetailsAsync(Greeter, TestContext.Current.CancellationToken);
        Assert.Equal(("1.0.0", "RUNNING", "world"), (before.Version, before.State, (string?)before.Configuration!["name"]));

        var kept = await DeployAsync(client, Greeter, "1.1.0");

        Assert.Equal("FAILED_ROLLBACK_NOT_REQUESTED", kept.DeploymentStatusDetails!.DetailedDeploymentStatus);
        Assert.Equal("BROKEN", (await client.Components.GetDetailsAsync(Greeter, TestContext.Current.CancellationToken)).State);
        Assert.Equal("SUCCEEDED", (await DeployAsync(client, Greeter, "1.1.1")).Status);
        await Until.TrueAsync(
            () => File.ReadAllText(_folder["root", "logs", $"{Greeter}.log"]).Contains("good day, world", StringComparison.Ordinal), "the mended greeting");
    }

    [Fact]
    public async Task A_cold_boot_without_a_network_and_with_the_clock_a_year_back_brings_everything_up()
    {
        await using (var host = await StartAsync(TimeProvider.System))
        {
            await using var client = await ConnectAsync();
            Assert.Equal("SUCCEEDED", (await DeployAsync(client, Greeter, "1.0.0")).Status);
        }

        await using var again = await StartAsync(new EarlierTime(TimeSpan.FromDays(365)));
        await using var later = await ConnectAsync();

        await Until.TrueAsync(
            async () => (await later.Components.ListAsync(TestContext.Current.CancellationToken))
                .Where(component => component.ComponentName is Greeter or "shoreline.Broker").Count(component => component.State == "RUNNING") == 2,
            "the greeter and the broker to run");
        Assert.Equal("SUCCEEDED", (await DeployAsync(later, Greeter, "1.1.1")).Status); // and it still takes deployments
    }

    [Fact]
    public async Task An_artifact_is_fetched_over_http_where_its_digest_is_right()
    {
        using var server = new System.Net.HttpListener();
        var address = $"http://127.0.0.1:{Ports.Free()}/";
        server.Prefixes.Add(address);
        server.Start();
        var content = "echo fetched $AWS_IOT_THING_NAME; exec sleep 1000\n"u8.ToArray();
        var serving = ServeAsync(server, content);
        await using var host = await StartAsync(TimeProvider.System);
        await using var client = await ConnectAsync();

        var taken = await DeployFetchedAsync(client, address, content);
        Assert.True(taken.Status == "SUCCEEDED", taken.DeploymentStatusDetails?.DeploymentFailureCause);
        await Until.TrueAsync(
            () => File.ReadAllText(_folder["root", "logs", "com.example.Fetched.log"]).Contains("fetched gw-test", StringComparison.Ordinal), "the script to run");
        server.Stop();
        await serving;
    }

    [Fact]
    public async Task The_frame_grabber_runs_in_its_container_takes_a_new_configuration_and_is_gone_when_it_is_removed()
    {
        using var engine = new Variables(podman.Environment);
        var example = Example("frame-grabber");
        var artifacts = _folder["artifacts", Grabber, "1.0.0"];
        Directory.CreateDirectory(artifacts);
        foreach (var file in Directory.GetFiles(Path.Combine(example, "artifacts", Grabber, "1.0.0"))) File.Copy(file, Path.Combine(artifacts, Path.GetFileName(file)));
        using (var build = System.Diagnostics.Process.Start(Path.Combine(example, "build-image"), [Path.Combine(artifacts, "frame-grabber.tar")]))
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["frames"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        await using var host = await StartAsync(TimeProvider.System);
        await using var client = await ConnectAsync();

        var first = await DeployAsync(client, Grabber, "1.0.0", new JsonObject { ["mounts"] = $"{_folder["frames"]}:/frames", ["container"] = "flow" });
        Assert.True(first.Status == "SUCCEEDED", first.DeploymentStatusDetails?.DeploymentFailureCause);
        await ChangesAsync(_folder["frames", "frame.jpg"]);

        Assert.Equal("SUCCEEDED", (await DeployAsync(client, Grabber, "1.0.0", new JsonObject { ["mounts"] = $"{_folder["elsewhere"]}:/frames" })).Status);
        await ChangesAsync(_folder["elsewhere", "frame.jpg"]);

        var removal = await client.Deployments.CreateAsync(
            new CreateLocalDeploymentRequest { RootComponentsToRemove = [Grabber] }, TestContext.Current.CancellationToken);
        Assert.Equal("SUCCEEDED", (await EndAsync(client, removal)).Status);
        Assert.Equal("", await podman.RunAsync("ps", "--all", "--quiet"));
    }

    [Fact]
    public async Task A_deployment_of_the_nucleus_changes_the_default_shell_user_and_store_of_what_comes_next_and_restarts_nothing()
    {
        await using var host = await StartAsync(TimeProvider.System);
        await using var client = await ConnectAsync();
        Assert.Equal("SUCCEEDED", (await DeployWhoAsync(client, "1.0.0")).Status);
        Assert.Equal(["nobody sh"], await SaidAsync(1));

        var options = await DeployNucleusAsync(client, new JsonObject
        {
            ["runWithDefault"] = new JsonObject { ["posixUser"] = "daemon", ["posixShell"] = "bash" },
            ["componentStoreMaxSizeBytes"] = 1,
        });
        Assert.True(options.Status == "SUCCEEDED", options.DeploymentStatusDetails?.DeploymentFailureCause);
        Assert.False(host.RestartAsked.IsCompleted);
        Assert.Single(await SaidAsync(1)); // it goes on as it was
        var full = await DeployWhoAsync(client, "2.0.0");
        Assert.Contains("componentStoreMaxSizeBytes is 1.", full.DeploymentStatusDetails!.DeploymentFailureCause, StringComparison.Ordinal);

        var reset = await DeployNucleusAsync(client, merge: null, reset: "/componentStoreMaxSizeBytes");
        Assert.True(reset.Status == "SUCCEEDED", reset.DeploymentStatusDetails?.DeploymentFailureCause);
        await client.Components.RestartAsync(Who, TestContext.Current.CancellationToken);
        Assert.Equal(["nobody sh", "nobody bash"], await SaidAsync(2)); // the user stays until it is installed anew
        Assert.Equal("SUCCEEDED", (await DeployWhoAsync(client, "2.0.0")).Status);
        Assert.Equal(["nobody sh", "nobody bash", "daemon bash"], await SaidAsync(3));
    }

    private static Task<LocalDeployment> DeployNucleusAsync(GreengrassIpcClient client, JsonObject? merge, string? reset = null)
    {
        var update = new JsonObject();
        if (merge is not null) update["MERGE"] = merge;
        if (reset is not null) update["RESET"] = new JsonArray(reset);
        return DeployAsync(client, new CreateLocalDeploymentRequest
        {
            RootComponentVersionsToAdd = new Dictionary<string, string> { ["aws.greengrass.Nucleus"] = "2.12.6" },
            ComponentToConfiguration = new Dictionary<string, JsonObject> { ["aws.greengrass.Nucleus"] = update },
        });
    }

    /// <summary>A component that says who runs it, and by which shell.</summary>
    private async Task<LocalDeployment> DeployWhoAsync(GreengrassIpcClient client, string version)
    {
        var folder = Directory.CreateDirectory(_folder["who", version]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "recipe.yaml"), $$"""
            RecipeFormatVersion: 2020-01-25
            ComponentName: {{Who}}
            ComponentVersion: {{version}}
            Manifests:
              - Lifecycle:
                  Install: "true"
                  Run: echo "it is $(id -un) $0"; sleep 1000
            """, TestContext.Current.CancellationToken);
        return await DeployAsync(client, new CreateLocalDeploymentRequest
        {
            RootComponentVersionsToAdd = new Dictionary<string, string> { [Who] = version },
            RecipeDirectoryPath = folder,
        });
    }

    /// <summary>What it said at each start, once it has said so many things.</summary>
    private async Task<string[]> SaidAsync(int times)
    {
        const string Mark = "stdout. it is ";
        string[] said = [];
        await Until.TrueAsync(
            () =>
            {
                said = [.. File.ReadAllLines(_folder["root", "logs", $"{Who}.log"])
                    .Where(line => line.Contains(Mark, StringComparison.Ordinal))
                    .Select(line => line[(line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split('.')[0])];
                return said.Length >= times;
            },
            $"{Who} to start {times} times");
        return said;
    }

    private static string Example(string name) => Path.Combine(Assets.FindHome()!, "components", "examples", name);

    private static async Task ChangesAsync(string picture)
    {
        var seen = new HashSet<string>();
        await Until.TrueAsync(
            () => File.Exists(picture) && (seen.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(picture)))) || true) && seen.Count >= 3,
            $"three pictures in {picture} that differ");
    }

    private static async Task ServeAsync(System.Net.HttpListener server, byte[] content)
    {
        try
        {
            while (true)
            {
                var request = await server.GetContextAsync();
                await request.Response.OutputStream.WriteAsync(content);
                request.Response.Close();
            }
        }
        catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task<LocalDeployment> DeployFetchedAsync(GreengrassIpcClient client, string address, byte[] expected)
    {
        Directory.CreateDirectory(_folder["fetched"]);
        await File.WriteAllTextAsync(_folder["fetched", "recipe.yaml"], $$"""
            RecipeFormatVersion: 2020-01-25
            ComponentName: com.example.Fetched
            ComponentVersion: 1.0.0
            Manifests:
              - Artifacts:
                  - URI: {{address}}hello.sh
                    Digest: {{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(expected))}}
                    Algorithm: SHA-256
                    Permission: { Read: ALL }
                Lifecycle:
                  Run: sh {artifacts:path}/hello.sh
            """, TestContext.Current.CancellationToken);
        var id = await client.Deployments.CreateAsync(
            new CreateLocalDeploymentRequest
            {
                RootComponentVersionsToAdd = new Dictionary<string, string> { ["com.example.Fetched"] = "1.0.0" },
                RecipeDirectoryPath = _folder["fetched"],
            },
            TestContext.Current.CancellationToken);
        return await EndAsync(client, id);
    }

    private Task<EdgeHost> StartAsync(TimeProvider time) => EdgeHost.StartAsync(
        EdgeConfig.Parse(Yaml, _folder["edge.yaml"]),
        new EdgeOptions { Root = _folder["root"], Program = "/usr/bin/false", Time = time, Loggers = NullLoggerFactory.Instance });

    private Task<GreengrassIpcClient> ConnectAsync()
    {
        var info = JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(_folder["root", "cli_ipc_info"]).Single())).RootElement;
        return GreengrassIpcClient.ConnectAsync(new GreengrassIpcClientOptions
        {
            SocketPath = info.GetProperty("domain_socket_path").GetString(),
            AuthToken = info.GetProperty("cli_auth_token").GetString(),
        });
    }

    private static async Task<LocalDeployment> DeployAsync(GreengrassIpcClient client, CreateLocalDeploymentRequest request) =>
        await EndAsync(client, await client.Deployments.CreateAsync(request, TestContext.Current.CancellationToken));

    private async Task<LocalDeployment> DeployAsync(
        GreengrassIpcClient client, string component, string version, JsonObject? merge = null, bool rollBack = false)
    {
        var id = await client.Deployments.CreateAsync(
            new CreateLocalDeploymentRequest
            {
                RootComponentVersionsToAdd = new Dictionary<string, string> { [component] = version },
                ComponentToConfiguration = merge is null ? null : new Dictionary<string, JsonObject> { [component] = new JsonObject { ["MERGE"] = merge } },
                RecipeDirectoryPath = Path.Combine(Example(component == Greeter ? "failing-deployment" : "frame-grabber"), "recipes"),
                ArtifactsDirectoryPath = component == Greeter ? null : _folder["artifacts"],
                FailureHandlingPolicy = rollBack ? "ROLLBACK" : null,
            },
            TestContext.Current.CancellationToken);
        return await EndAsync(client, id);
    }

    private static async Task<LocalDeployment> EndAsync(GreengrassIpcClient client, string id)
    {
        LocalDeployment? last = null;
        await foreach (var state in client.Deployments.FollowAsync(id, TestContext.Current.CancellationToken)) last = state;
        return last!;
    }

    private sealed class EarlierTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }

    /// <summary>What the gateway hands on to its components' processes.</summary>
    private sealed class Variables : IDisposable
    {
        private readonly Dictionary<string, string?> _before = [];

        public Variables(IReadOnlyDictionary<string, string?> values)
        {
            foreach (var (name, value) in values)
            {
                _before[name] = Environment.GetEnvironmentVariable(name);
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        }
    }
}
