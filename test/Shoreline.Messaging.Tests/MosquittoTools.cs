using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Messaging.Tests;

/// <summary>Mosquitto's own command line clients: code that is not ours, on the other side of the protocol.</summary>
internal sealed class MosquittoTools(int port)
{
    public async Task PublishAsync(string topic, string payload, (string Name, string Value) property) =>
        await RunAsync("mosquitto_pub", "-t", topic, "-m", payload, "-q", "1", "-D", "PUBLISH", "user-property", property.Name, property.Value);

    /// <summary>Payload and user properties of the next message.</summary>
    public async Task<string> ReadOneAsync(string topic) =>
        (await RunAsync("mosquitto_sub", "-t", topic, "-C", "1", "-W", "20", "-F", "%p %P")).Trim();

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        string[] all = ["-V", "5", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: exit code {process.ExitCode}: {errors}");
        return output;
    }
}
