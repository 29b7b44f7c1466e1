using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.StreamManager;
using Shoreline.Sdk;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>A store in a scratch folder with a server before it, on a free port.</summary>
internal sealed class ServedStore : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();

    private readonly TimeProvider? _storeTime;
    private readonly IExportStatuses? _exports;
    private readonly IFileSystem? _files;
    private readonly ILogger _logger;

    private ServedStore(StreamServerOptions options, TimeProvider? storeTime, IExportStatuses? exports, ILogger logger, IFileSystem? files)
    {
        (Options, _storeTime, _exports, _logger, _files) = (options with { Port = 0 }, storeTime, exports, logger, files);
    }

    public StreamServerOptions Options { get; }

    public StreamStore Store { get; private set; } = null!;

    public StreamServer Server { get; private set; } = null!;

    public int Port => Server.Port;

    /// <summary>Folder of the streams.</summary>
    public string Root => _folder["streams"];

    /// <param name="storeTime">The clock of the streams; the server's own is the machine's.</param>
    public static async Task<ServedStore> StartAsync(
        StreamServerOptions? options = null, TimeProvider? storeTime = null, IExportStatuses? exports = null, ILogger? logger = null,
        IFileSystem? files = null)
    {
        var served = new ServedStore(options ?? new StreamServerOptions(), storeTime, exports, logger ?? NullLogger.Instance, files);
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
        StreamManagerClient.ConnectAsync(new()
        {
            Port = Port,
            AuthToken = token,
            ReconnectMin = TimeSpan.FromMilliseconds(10),
            RequestTimeout = TimeSpan.FromSeconds(20),
        });

    public Task<RawClient> ConnectRawAsync(bool shakeHands = true) => RawClient.ConnectAsync(Port, shakeHands);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync(int port)
    {
        Store = await StreamStore.OpenAsync(new() { Root = Root, Time = _storeTime ?? TimeProvider.System, Files = _files });
        Server = await StreamServer.StartAsync(Store, Options with { Port = port }, _logger, exports: _exports);
    }

    private async Task CloseAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }
}
