using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Shoreline.Testing;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>
/// Redis streams as durable as Redis can be: every command in the append-only file, flushed before it is answered; no snapshots. The file is not rewritten meanwhile, which would only slow it.
/// The load comes from Redis' own redis-benchmark.
/// </summary>
internal sealed class RedisContestant : IContestant, IAsyncDisposable
{
    private const string Package = "redis-server redis-tools";

    private readonly Process _process;
    private readonly int _port;

    private RedisContestant(Process process, int port) => (_process, _port) = (process, port);

    public string Name => "Redis";

    public int ProcessId => _process.Id;

    public static async Task<RedisContestant> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var port = Ports.Free();
        string[] settings =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0",
        ];
        var redis = new RedisContestant(Children.Start("redis-server", settings, Package), port);
        _ = redis._process.StandardOutput.ReadToEndAsync(); // its log would fill the pipe
        await Until.TrueAsync(() => redis.IsListening(), "Redis listens");
        return redis;
    }

    public async Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records)
    {
        await CommandAsync("del", "s"); // its memory, not its file
        string[] arguments =
        [
            "-p", $"{_port}", "-P", $"{load.Pipeline}", "-c", $"{load.Connections}", "-n", $"{records}", "--csv", "-x", "xadd", "s", "*", "p",
        ];
        var output = await Children.RunAsync("redis-benchmark", arguments, Package, payload);
        var rate = double.Parse(output.Split("\",\"")[^7], CultureInfo.InvariantCulture); // behind it: latencies, average to maximum
        var stored = int.Parse(await CommandAsync("xlen", "s"), CultureInfo.InvariantCulture);
        return stored >= records ? rate : throw new InvalidOperationException($"Redis holds {stored} of {records} records");
    }

    public async ValueTask DisposeAsync()
    {
        await CommandAsync("shutdown", "nosave");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> CommandAsync(params string[] command) =>
        (await Children.RunAsync("redis-cli", ["-p", $"{_port}", .. command], Package)).Trim();

    private bool IsListening()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
