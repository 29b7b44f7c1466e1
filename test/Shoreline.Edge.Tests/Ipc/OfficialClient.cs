using System.Diagnostics;
using Shoreline.Core;
using Xunit.Sdk;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>AWS's own device SDK in a process of its own: test/foreign/ipc-client.cjs.</summary>
internal static class OfficialClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // that client waits for ever where an event is missing

    /// <param name="printed">Called for each line that it prints, while it runs.</param>
    /// <returns>What it printed.</returns>
    public static async Task<List<string>> RunAsync(string scenario, Dictionary<string, string> environment, Action<string>? printed = null)
    {
        var home = Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME.");
        var folder = Path.Combine(home, "test", "foreign");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "aws-iot-device-sdk-v2")))
        {
            const string Missing = "AWS's device SDK is not installed: npm ci --ignore-scripts in test/foreign.";
            throw Environment.GetEnvironmentVariable("CI") is null ? SkipException.ForSkip(Missing) : new XunitException(Missing);
        }
        var start = new ProcessStartInfo("node", ["ipc-client.cjs", scenario])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await using var stopping = patience.Token.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            printed?.Invoke(line);
            lines.Add(line);
        }
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await errors}\n{string.Join('\n', lines)}");
        return lines;
    }
}
