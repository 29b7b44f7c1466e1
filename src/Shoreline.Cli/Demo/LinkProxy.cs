using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Shoreline.Cli.Demo;

/// <summary>A TCP port that leads to another one as long as the link is up. Cut, it resets what runs over it and refuses what comes.</summary>
/// <remarks>It stands for the network between a gateway and the cloud, so it works below MQTT and HTTP and knows neither.</remarks>
internal sealed class LinkProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile bool _up = true;

    private LinkProxy(TcpListener listener, IPEndPoint target)
    {
        (_listener, _target) = (listener, target);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool IsUp => _up;

    /// <summary>Listens on a free loopback port for connections to <paramref name="targetPort"/> on loopback.</summary>
    public static LinkProxy Start(int targetPort)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new LinkProxy(listener, new IPEndPoint(IPAddress.Loopback, targetPort));
    }

    public void Heal() => _up = true;

    public void Cut()
    {
        _up = false;
        foreach (var socket in _open.Keys) Reset(socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                if (_up) _ = CarryAsync(client); // ends when either side closes; Cut and DisposeAsync reset both
                else Reset(client);
            }
        }
        catch (Exception e) when (_stopping.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the listener was closed because we stop
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _open[client] = _open[server] = 0;
        try
        {
            await server.ConnectAsync(_target, _stopping.Token);
            if (!_up) return; // cut while connecting
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The cloud is not there, or the link was cut: for the edge both look like a lost connection.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            Reset(client);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(64 << 10);
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // one side went away; CarryAsync closes the other
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0); // RST: the peer notices at once, as with a dead router's ICMP
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // closed already
        }
        socket.Dispose();
    }
}
