using System.Diagnostics;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary><c>bin/greengrass-cli</c> of a gateway that runs, as a script calls it.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_script_written_for_greengrass_deploys_a_component_and_reads_its_log()
    {
        await File.WriteAllTextAsync(_folder["edge.yaml"], $"device: gw-01\npage: {{ port: 0 }}\nstreamManager: {{ port: 0 }}\nbroker: {{ port: 0 }}\ncomponentUser: {Environment.UserName}\n");
        Directory.CreateDirectory(_folder["recipes"]);
        await File.WriteAllTextAsync(_folder["recipes", "door.yaml"], """
            RecipeFormatVersion: '2020-01-25'
            ComponentName: com.example.Door
            ComponentVersion: 1.0.0
            Manifests:
              - Lifecycle: { Run: 'echo the door is open; exec sleep 1000' }
            """);
        await using var gateway = ShorelineProgram.Start(["edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]]);
        await Until.TrueAsync(() => File.Exists(_folder["root", "run", "edge.json"]), "the gateway to run");

        var submitted = await RunAsync($"greengrass-cli deployment create --recipeDir '{_folder["recipes"]}' --merge com.example.Door=1.0.0");
        Assert.StartsWith("Local deployment submitted! Deployment Id: ", submitted, StringComparison.Ordinal);
        var id = submitted.Trim().Split(' ')[^1];
        await Until.TrueAsync(async () => (await RunAsync($"greengrass-cli deployment status -i {id}")).StartsWith($"{id}: SUCCEEDED\nCreated on: ", StringComparison.Ordinal), "the deployment to succeed");

        Assert.Contains("    State: RUNNING\n", await RunAsync("greengrass-cli component details --name com.example.Door"), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await RunAsync("greengrass-cli logs get --filter 'serviceName=com.example.Door' --filter eventType=stdout")).Contains("the door is open", StringComparison.Ordinal), "the log");
        Assert.Equal("com.example.Door: SUCCEEDED\n", await RunAsync("greengrass-cli component stop --names com.example.Door"));
        gateway.Interrupt();
        Assert.Equal(ExitCodes.Done, await gateway.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    /// <summary>Runs a line of a script whose path has the gateway's <c>bin</c>, and which knows nothing else of the gateway.</summary>
    private async Task<string> RunAsync(string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"PATH='{_folder["root", "bin"]}':$PATH; {line}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{line}: exit code {process.ExitCode}\n{error}");
        return await output;
    }
}
