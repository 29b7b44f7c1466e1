using System.Diagnostics;
using System.Globalization;
using Shoreline.Core;
using Xunit.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>AWS's own client, unchanged, from its npm package, in the patterns that user code follows (specification, section 6).</summary>
public sealed class OfficialClientTests
{
    private const string Status = """
        {"eventType":0,"statusLevel":2,"status":0,"statusContext":{"s3ExportTaskDefinition":{"inputUrl":"file:/data/1.mp4","bucket":"lake","key":"k"},"exportIdentifier":"s3","streamName":"tasks","sequenceNumber":0},"message":"uploaded","timestampEpochMs":1769850000123}
        """;

    [Fact]
    public async Task The_official_node_client_is_served_in_every_pattern_of_user_code()
    {
        await using var served = await ServedStore.StartAsync(new() { Token = "secret" });
        Assert.Equal(
            [
                """["fresh","ResourceNotFoundException"]""",
                """["numbers",[0,1,2,3,4]]""",
                """["exists","InvalidRequestException"]""",
                """["list",["foreign stream"]]""",
                """["updated",[268435456,16777216,3600000,false,"lake",0]]""",
                """["persistence",["UpdateNotAllowedException",true]]""",
                """["beyond",[true,true]]""",
                """["followed",[["foreign stream",5,"late",true]]]""",
                """["drained",["message 0","message 1","message 2","message 3","message 4","late"]]""",
                """["oldest",[true,true]]""",
                """["task",[0,"{\"inputUrl\":\"file:/data/1.mp4\",\"bucket\":\"lake\",\"key\":\"clips/!{timestamp:yyyy/MM}/1.mp4\"}"]]""",
                """["status",[true,"uploaded","file:/data/1.mp4",0]]""",
                """["lag",[["k",-1,5,"string"],["w",-1,5,"string"]]]""",
                """["unknown",true]""",
                """["full","InvalidRequestException"]""",
                """["large","RequestPayloadTooLargeException"]""",
                """["huge",0]""",
                """["left",[]]""",
            ],
            await RunAsync(served.Port, "secret"));
    }

    private static async Task<string[]> RunAsync(int port, string token)
    {
        var folder = Path.Combine(
            Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME."), "test", "foreign");
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
            Environment = { ["STREAM_MANAGER_SERVER_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token, ["STATUS_MESSAGE"] = Status },
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
