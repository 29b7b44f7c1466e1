using System.Diagnostics;
using System.Globalization;
using Shoreline.Core;
using Xunit.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>AWS's own client, unchanged, from its npm package.</summary>
public sealed class OfficialClientTests
{
    [Fact]
    public async Task The_official_node_client_creates_appends_reads_describes_updates_and_deletes()
    {
        await using var served = await ServedStore.StartAsync(new() { Token = "secret" });
        Assert.Equal(
            [
                "\"not found\"",
                "\"exists\"",
                "0", "1", "2", "3", "4",
                """[["foreign stream",1,"message 1",true],["foreign stream",2,"message 2",true],["foreign stream",3,"message 3",true]]""",
                "\"not enough\"",
                """["foreign stream"]""",
                """["foreign stream",268435456,0,4,"lake",0,-1]""",
                "[]",
            ],
            await RunAsync(served.Port, "secret"));
    }

    private static async Task<string[]> RunAsync(int port, string token)
    {
        var folder = Path.Combine(Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME."), "test", "foreign");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "aws-greengrass-core-sdk")))
        {
            const string Missing = "AWS's client is not installed: npm ci --ignore-scripts in test/foreign.";
            throw Environment.GetEnvironmentVariable("CI") is null ? SkipException.ForSkip(Missing) : new XunitException(Missing);
        }
        var start = new ProcessStartInfo("node", ["stream-manager-client.cjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["STREAM_MANAGER_SERVER_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token },
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stopping = patience.Token.Register(process.Kill); // that client waits for ever where an answer is missing
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await errors}\n{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
