using System.Net;
using System.Net.Sockets;

namespace Shoreline.Messaging.Tests;

/// <summary>Speaks just enough MQTT 5 to let one client connect, and then never confirms what it publishes.</summary>
internal sealed class SilentBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _publishSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private TcpClient? _client;

    public SilentBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint => new($"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public Task PublishSeen => _publishSeen.Task;

    public void DropConnection()
    {
        _listener.Stop();
        _client!.Dispose();
    }

    public void Dispose()
    {
        _listener.Stop();
        _client?.Dispose();
        _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    private async Task ServeAsync()
    {
        _client = await _listener.AcceptTcpClientAsync();
        var stream = _client.GetStream();
        var buffer = new byte[4096];
        await stream.ReadAtLeastAsync(buffer, 1); // CONNECT
        await stream.WriteAsync((byte[])[0x20, 3, 0, 0, 0]); // CONNACK: no session, success, no properties
        await stream.ReadAtLeastAsync(buffer, 1); // PUBLISH
        _publishSeen.SetResult();
    }
}
