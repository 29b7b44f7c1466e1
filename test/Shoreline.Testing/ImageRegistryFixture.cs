using System.Diagnostics;
using Xunit;

namespace Shoreline.Testing;

/// <summary>
/// A registry of container images of another maker, docker-registry, on a free loopback port. Without TLS and credentials.
/// </summary>
public sealed class ImageRegistryFixture : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private ServerProcess? _server;

    /// <summary><c>localhost:port</c>, with which its images' names begin.</summary>
    public string Name { get; } = $"localhost:{Ports.Free()}";

    /// <summary>For <c>CONTAINERS_REGISTRIES_CONF</c>: tells podman that this registry has no TLS.</summary>
    public string PodmanConfiguration => _folder["registries.conf"];

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/docker-registry")) ServerProcess.Missing("docker-registry is not installed: apt-get install docker-registry.");
        await File.WriteAllTextAsync(_folder["registry.yml"], $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{_folder["data"]}} } }
            http: { addr: '{{Name}}' }
            """);
        await File.WriteAllTextAsync(PodmanConfiguration, $"[[registry]]\nlocation = \"{Name}\"\ninsecure = true\n");
        _server = await ServerProcess.StartAsync(new ProcessStartInfo("/usr/bin/docker-registry", ["serve", _folder["registry.yml"]]), "time=", TimeSpan.FromSeconds(30));
        await Until.TrueAsync(() => _server.Log.Contains("msg=\"listening on", StringComparison.Ordinal), "the registry listens");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }
}
