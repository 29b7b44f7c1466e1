using System.Diagnostics;
using System.Globalization;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>GStreamer's RTSP server in a process of its own, playing a clip over and over: a camera that can be killed and started again.</summary>
public sealed class RtspServer : IAsyncDisposable
{
    private readonly Process _process;

    private RtspServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"rtsp://127.0.0.1:{Port}/clip");

    /// <param name="clip">An H.264 file in MP4.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="user">With <paramref name="password"/>, who may watch; null lets everybody.</param>
    /// <param name="digest">Whether the password is asked for by digest, not plainly.</param>
    public static async Task<RtspServer> StartAsync(string clip, int port = 0, string? user = null, string? password = null, bool digest = true)
    {
        var chosen = port == 0 ? Ports.Free() : port;
        // The tests' own runtime configuration serves the server too, which lies beside them.
        var configuration = Directory.GetFiles(AppContext.BaseDirectory, "*.Tests.runtimeconfig.json").First();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "exec", "--runtimeconfig", configuration, Path.Combine(AppContext.BaseDirectory, "Shoreline.RtspServer.dll"),
                chosen.ToString(CultureInfo.InvariantCulture), clip,
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
        {
            start.ArgumentList.Add(digest ? "digest" : "basic");
            (start.Environment["RTSP_USER"], start.Environment["RTSP_PASSWORD"]) = (user, password);
        }
        var process = Process.Start(start)!;
        var server = new RtspServer(process, chosen);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        if ((await process.StandardOutput.ReadLineAsync(deadline.Token))?.StartsWith("READY", StringComparison.Ordinal) == true)
        {
            process.BeginErrorReadLine(); // so that a talkative server never waits for room in the pipe
            return server;
        }
        var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
        await server.DisposeAsync();
        throw new XunitException($"The RTSP server did not start: {errors}");
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
