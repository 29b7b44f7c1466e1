using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.StreamManager;
using Shoreline.Sdk;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>A store in a scratch folder with a server before it, on a free port.</summary>
internal sealed class ServedStore : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();

    private ServedStore(StreamServerOptions options) => Options = options with { Port = 0 };

    public StreamServerOptions Options { get; }

    public StreamStore Store { get; private set; } = null!;

    public StreamServer Server { get; private set; } = null!;

    public int Port => Server.Port;

    public static async Task<ServedStore> StartAsync(StreamServerOptions? options = null)
    {
        var served = new ServedStore(options ?? new StreamServerOptions());
        await served.OpenAsync(0);
        return served;
    }

    /// <summary>Stops server and store and starts them on the same port with the same data.</summary>
    public async Task RestartAsync()
    {
        var port = Port;
        await CloseAsync();
        await OpenAsync(port);
    }

    public Task<StreamManagerClient> ConnectAsync(string? token = null) =>
        StreamManagerClient.ConnectAsync(new() { Port = Port, AuthToken = token, ReconnectMin = TimeSpan.FromMilliseconds(10), RequestTimeout = TimeSpan.FromSeconds(20) });

    public Task<RawClient> ConnectRawAsync(bool shakeHands = true) => RawClient.ConnectAsync(Port, shakeHands);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync(int port)
    {
        Store = await StreamStore.OpenAsync(new() { Root = _folder["streams"] });
        Server = await StreamServer.StartAsync(Store, Options with { Port = port }, NullLogger.Instance);
    }

    private async Task CloseAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }
}
