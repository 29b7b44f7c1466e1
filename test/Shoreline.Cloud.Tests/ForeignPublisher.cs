using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Cloud.Tests;

/// <summary>Publishes with Mosquitto's own client: code that is not ours, on the edge's side of the protocol.</summary>
internal sealed class ForeignPublisher(Uri broker)
{
    public const string Device = "gw-1";

    public static string Incarnation { get; } = new('a', 32);

    /// <summary>Lines of JSON as an edge sends them.</summary>
    public Task RecordsAsync(string stream, long first, params string[] lines) => PublishAsync(
        $"shoreline/v1/{Device}/records/{stream}", string.Join('\n', lines),
        ("incarnation", Incarnation), ("sequence", first.ToString(CultureInfo.InvariantCulture)),
        ("count", lines.Length.ToString(CultureInfo.InvariantCulture)), ("encoding", "lines"), ("times", Times(lines.Length)));

    public async Task PublishAsync(string topic, string payload, params (string Name, string Value)[] properties)
    {
        var start = new ProcessStartInfo("mosquitto_pub", ["-V", "5", "-h", broker.Host, "-p", $"{broker.Port}", "-t", topic, "-m", payload, "-q", "1"])
        {
            RedirectStandardError = true,
        };
        foreach (var (name, value) in properties)
        {
            foreach (var argument in new[] { "-D", "PUBLISH", "user-property", name, value }) start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"mosquitto_pub: exit code {process.ExitCode}: {errors}");
    }

    private static string Times(int count)
    {
        var first = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        return string.Join(',', Enumerable.Range(0, count).Select(i => (i == 0 ? first : 1_000_000).ToString(CultureInfo.InvariantCulture)));
    }
}
