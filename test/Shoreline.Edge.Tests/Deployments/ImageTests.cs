using Shoreline.Edge.Artifacts;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>Deployments of components with <c>docker:</c> artifacts, against podman and a registry (greengrass-components, 1.10).</summary>
public sealed class ImageTests : IClassFixture<PodmanFixture>, IClassFixture<ImageRegistryFixture>, IAsyncDisposable
{
    private const string Needs = "\"ComponentDependencies\":{\"aws.greengrass.DockerApplicationManager\":{\"VersionRequirement\":\">=2.0.0\"}}";

    private readonly ScratchFolder _root = new();
    private readonly RecipeFolder _recipes = new();
    private readonly PodmanFixture _podman;
    private readonly ImageRegistryFixture _registry;
    private readonly DeploymentDevice _device;

    public ImageTests(PodmanFixture podman, ImageRegistryFixture registry)
    {
        (_podman, _registry) = (podman, registry);
        _device = Open(registry.PodmanConfiguration);
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        await _podman.TryRunAsync("rm", "--all", "--force", "--time", "0");
        await _podman.TryRunAsync("image", "rm", "--all", "--force");
        _recipes.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task An_image_comes_once_and_goes_with_the_last_version_that_has_it()
    {
        foreach (var tag in (string[])["1", "2", "3"]) await PushAsync(Image("door", tag), tag);
        Add("door", "1.0.0", Image("door", "1")).Add("door", "2.0.0", Image("door", "2")).Add("door", "3.0.0", Image("door", "3"));

        await SucceedAsync("door", "1.0.0");
        await SucceedAsync("door", "1.0.0");
        Assert.Equal([$"pull --quiet {Image("door", "1")}"], Pulls);

        await SucceedAsync("door", "2.0.0");
        Assert.Equal([Image("door", "1"), Image("door", "2")], await ImagesAsync()); // the version before may have to come back
        await SucceedAsync("door", "3.0.0");
        Assert.Equal([Image("door", "2"), Image("door", "3")], await ImagesAsync());

        await RemoveAsync("door");
        Assert.Empty(await ImagesAsync());
        Assert.Equal("", await File.ReadAllTextAsync(_device.Paths.NotedImages, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_image_that_another_component_names_stays()
    {
        await PushAsync(Image("shared", "latest"), "x");
        Add("a", "1.0.0", Image("shared", "latest")).Add("b", "1.0.0", $"{_registry.Name}/shared");
        await SucceedAsync("a", "1.0.0");
        await SucceedAsync("b", "1.0.0");

        await RemoveAsync("a");
        Assert.Equal([Image("shared", "latest")], await ImagesAsync());
        await RemoveAsync("b");
        Assert.Empty(await ImagesAsync());
    }

    [Fact]
    public async Task The_tag_latest_is_pulled_by_each_deployment()
    {
        Add("a", "1.0.0", Image("news", "latest"));
        var first = await PushAsync(Image("news", "latest"), "first");
        await SucceedAsync("a", "1.0.0");
        Assert.Equal(first, await IdOfAsync(Image("news", "latest")));

        var second = await PushAsync(Image("news", "latest"), "second");
        await SucceedAsync("a", "1.0.0");

        Assert.NotEqual(first, second);
        Assert.Equal(second, await IdOfAsync(Image("news", "latest")));
    }

    [Fact]
    public async Task A_digest_brings_the_image_that_it_names_and_outlives_the_tag()
    {
        var first = await PushAsync(Image("pinned", "1"), "first");
        var digest = await File.ReadAllTextAsync(_root["digest"], TestContext.Current.CancellationToken);
        var pinned = $"{_registry.Name}/pinned@{digest}";
        Add("tagged", "1.0.0", Image("pinned", "1")).Add("a", "1.0.0", pinned);
        await SucceedAsync("tagged", "1.0.0");
        await SucceedAsync("a", "1.0.0");

        await RemoveAsync("tagged");
        Assert.Equal(first, await IdOfAsync(pinned));
        Add("b", "1.0.0", $"{_registry.Name}/pinned@sha256:{new string('0', 64)}");
        await FailAsync("b", "manifest unknown");
        await RemoveAsync("a");
        Assert.Empty((await _podman.RunAsync("images", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task An_image_that_is_there_needs_no_registry()
    {
        await BuildAsync("localhost/loaded:1", "by hand");
        await _podman.RunAsync("save", "--output", _root["loaded.tar"], "localhost/loaded:1");
        await _podman.RunAsync("image", "rm", "localhost/loaded:1");
        await _podman.RunAsync("load", "--input", _root["loaded.tar"]);
        Add("a", "1.0.0", "localhost/loaded:1").Add("plain", "1.0.0");

        await SucceedAsync("a", "1.0.0");
        Assert.Empty(Pulls);
        await RemoveAsync("a");
        Assert.Empty(await ImagesAsync());

        await _podman.RunAsync("load", "--input", _root["loaded.tar"]); // no artifact: it is none of ours
        await SucceedAsync("plain", "1.0.0");
        await RemoveAsync("plain");
        Assert.Equal(["localhost/loaded:1"], await ImagesAsync());
    }

    [Fact]
    public async Task An_image_that_a_container_uses_stays_until_the_next_deployment()
    {
        await PushAsync(Image("used", "1"), "x");
        Add("a", "1.0.0", Image("used", "1")).Add("other", "1.0.0");
        await SucceedAsync("a", "1.0.0");
        await _podman.RunAsync("create", "--name", "holder", Image("used", "1"), "/file");

        await RemoveAsync("a");
        Assert.Equal([Image("used", "1")], await ImagesAsync());
        Assert.Contains(_device.Logger.Lines, line => line.Contains($"The container image {Image("used", "1")}", StringComparison.Ordinal) && line.Contains("in use", StringComparison.Ordinal));

        await _podman.RunAsync("rm", "holder");
        await SucceedAsync("other", "1.0.0");
        Assert.Empty(await ImagesAsync());
    }

    [Fact]
    public async Task What_a_failed_deployment_pulled_goes_after_the_next_one()
    {
        await PushAsync(Image("good", "1"), "x");
        _recipes.Add("a", "1.0.0", rest: Needs, artifacts: $$"""[{"URI":"docker:{{Image("good", "1")}}"},{"URI":"docker:{{Image("good", "no-such-tag")}}"}]""");
        Add("other", "1.0.0");
        await FailAsync("a", "no-such-tag", "manifest unknown");
        Assert.Equal([Image("good", "1")], await ImagesAsync());

        await SucceedAsync("other", "1.0.0");

        Assert.Empty(await ImagesAsync());
    }

    [Fact]
    public async Task A_registry_that_is_away_fails_the_deployment_and_is_named()
    {
        var away = $"localhost:{Ports.Free()}";
        Add("a", "1.0.0", $"{away}/x:1");

        await FailAsync("a", $"Pulling the image {away}/x:1 failed", "connection refused");
        Assert.Empty(_device.Running);
    }

    [Fact]
    public async Task A_registry_without_tls_is_refused_unless_the_engine_is_told_otherwise()
    {
        await PushAsync(Image("plain", "1"), "x");
        Add("a", "1.0.0", Image("plain", "1"));
        using var root = new ScratchFolder();
        await using var strict = Open("/dev/null", root.Path);

        var failed = await strict.DeployAsync(_recipes.Request(("a", "1.0.0")));

        Assert.Equal(["DEPLOYMENT_FAILURE", "ARTIFACT_DOWNLOAD_ERROR", "DOCKER_ERROR"], failed.Details!.ErrorStack);
        Assert.Contains("HTTP response to HTTPS client", failed.Details.Cause, StringComparison.Ordinal);
    }

    private string Image(string name, string tag) => $"{_registry.Name}/{name}:{tag}";

    /// <summary>What the engine was asked to pull.</summary>
    private string[] Pulls => File.Exists(_root["asked"]) ? [.. File.ReadLines(_root["asked"]).Where(line => line.StartsWith("pull ", StringComparison.Ordinal))] : [];

    private ImageTests Add(string name, string version, string? image = null)
    {
        _recipes.Add(name, version, rest: Needs, artifacts: image is null ? "[]" : $$"""[{"URI":"docker:{{image}}"}]""");
        return this;
    }

    /// <summary>A device whose engine is podman with storage of its own, and notes what it is asked.</summary>
    private DeploymentDevice Open(string registries, string? root = null)
    {
        var engine = Path.Combine(root ?? _root.Path, "engine");
        var environment = string.Concat(_podman.Environment.Select(variable => $"export {variable.Key}='{variable.Value}'\n"));
        File.WriteAllText(engine, $"#!/bin/sh\n{environment}export CONTAINERS_REGISTRIES_CONF='{registries}'\necho \"$*\" >>'{_root["asked"]}'\nexec /usr/bin/podman \"$@\"\n");
        File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var device = new DeploymentDevice(DiskFileSystem.Instance, Path.Combine(root ?? _root.Path, "device"), images: new ImageEngine(engine));
        device.Queue.Start();
        return device;
    }

    private async Task<string> BuildAsync(string image, string content)
    {
        await File.WriteAllTextAsync(_root["file"], content);
        await File.WriteAllTextAsync(_root["Dockerfile"], "FROM scratch\nCOPY file /file\n");
        await _podman.RunAsync("build", "--quiet", "--tag", image, _root.Path);
        return await IdOfAsync(image);
    }

    /// <summary>Builds an image and leaves it in the registry alone.</summary>
    /// <returns>Its id.</returns>
    private async Task<string> PushAsync(string image, string content)
    {
        var id = await BuildAsync("localhost/staging:1", content);
        await _podman.RunAsync("push", "--tls-verify=false", "--digestfile", _root["digest"], "localhost/staging:1", image);
        await _podman.RunAsync("image", "rm", "localhost/staging:1");
        return id;
    }

    private async Task<string> IdOfAsync(string image) => (await _podman.RunAsync("image", "inspect", "--format", "{{.Id}}", image)).Split('\n')[0];

    private async Task<string[]> ImagesAsync() => [.. (await _podman.RunAsync("images", "--format", "{{.Repository}}:{{.Tag}}")).Split('\n')
        .Where(line => line.StartsWith("localhost", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private async Task SucceedAsync(string name, string version)
    {
        var ended = await _device.DeployAsync(_recipes.Request((name, version)));
        Assert.True(ended.Status == "SUCCEEDED", ended.Details?.Cause);
    }

    private async Task FailAsync(string name, params string[] parts)
    {
        var ended = await _device.DeployAsync(_recipes.Request((name, "1.0.0")));
        Assert.Equal(["DEPLOYMENT_FAILURE", "ARTIFACT_DOWNLOAD_ERROR", "DOCKER_ERROR"], ended.Details!.ErrorStack);
        Assert.All(parts, part => Assert.Contains(part, ended.Details.Cause, StringComparison.Ordinal));
    }

    private async Task RemoveAsync(string name)
    {
        var ended = await _device.DeployAsync(_recipes.Request() with { RootsToRemove = [name] });
        Assert.True(ended.Status == "SUCCEEDED", ended.Details?.Cause);
    }
}
