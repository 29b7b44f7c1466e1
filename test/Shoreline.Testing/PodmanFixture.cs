using System.Diagnostics;
using Xunit;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>
/// Podman with images and containers of its own: its configuration, storage, locks and networks lie in a scratch folder. What others on the
/// machine have in podman is neither seen nor changed.
/// </summary>
/// <remarks>Skips at a desk without Podman or without the rights to run containers, fails in CI.</remarks>
public sealed class PodmanFixture : IAsyncLifetime
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);

    private readonly ScratchFolder _folder = new();

    /// <summary>What a program needs whose <c>podman</c> is to be this one. <c>docker</c> does not answer there.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["CONTAINERS_CONF"] = _folder["containers.conf"],
        ["CONTAINERS_STORAGE_CONF"] = _folder["storage.conf"],
        ["PATH"] = $"{_folder["bin"]}:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/podman") || !File.Exists("/usr/sbin/runc"))
        {
            ServerProcess.Missing("Podman is not installed: apt-get install podman runc catatonit netavark.");
        }
        // runc, since crun wants a cgroup v2; limits that a machine without systemd can set; locks that no other podman shares.
        File.WriteAllText(_folder["containers.conf"], $"""
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            lock_type = "file"
            tmp_dir = "{_folder["tmp"]}"
            [network]
            network_config_dir = "{_folder["networks"]}"
            """);
        File.WriteAllText(_folder["storage.conf"], $"""
            [storage]
            driver = "overlay"
            graphroot = "{_folder["storage"]}"
            runroot = "{_folder["run"]}"
            """);
        HideDocker();
        var (code, output) = await TryRunAsync("info");
        if (code != 0) ServerProcess.Missing($"Podman cannot run containers here: {output}");
    }

    /// <summary>Runs a command of Podman that must succeed.</summary>
    /// <returns>Its output.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output) = await TryRunAsync(arguments);
        return code == 0 ? output : throw new XunitException($"podman {string.Join(' ', arguments)}: exit code {code}\n{output}");
    }

    /// <summary>Runs a command of Podman.</summary>
    /// <returns>Exit code, and both outputs together.</returns>
    public async Task<(int ExitCode, string Output)> TryRunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/podman", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(CommandLimit);
        // The monitor of a detached container keeps neither of them open.
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, (await output + await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new XunitException($"podman {string.Join(' ', arguments)} did not end within {CommandLimit.TotalSeconds:N0} s.");
        }
    }

    /// <summary>Ends and removes its containers; with the last of them the mounts below its storage go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(_folder["storage.conf"])) await TryRunAsync("rm", "--all", "--force", "--time", "0");
        _folder.Dispose();
    }

    /// <summary>A docker that does not answer, before one on the path that might.</summary>
    private void HideDocker()
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin", "docker"], "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(_folder["bin", "docker"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
