using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// Serves a <see cref="StreamStore"/> to programs written for the AWS IoT Greengrass stream manager (the specification's sections 1 to 4).
/// </summary>
/// <remarks>Stopping: no new connections; reads that wait are answered; appends under way are finished and answered; then the connections
/// close.</remarks>
public sealed class StreamServer : IAsyncDisposable
{
    private static readonly TimeSpan GaveWayInterval = TimeSpan.FromMinutes(1);

    private readonly StreamStore _store;
    private readonly StreamRequests _requests;
    private readonly ServerMemory _memory;
    private readonly Admission _admission;
    private readonly StreamServerOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, Task> _connections = new();
    private readonly Task _accepting;
    private long _lastConnection;
    private long _gaveWay; // not told yet
    private long _gaveWayToldAt;

    private StreamServer(
        StreamStore store, StreamRequests requests, StreamServerOptions options, Socket listener, ILogger logger, TimeProvider time)
    {
        (_store, _requests, _options, _listener, _logger, _time) = (store, requests, options, listener, logger, time);
        _memory = new ServerMemory(options);
        _admission = new Admission(options.MaxConnections, options.MaxUnfinished);
        _accepting = AcceptAsync();
    }

    /// <summary>The port, also where a free one was asked for.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Connections that are open, those included that have not shaken hands.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Bytes of large frames that the connections hold now, of <see cref="StreamServerOptions.MemoryBytes"/>.</summary>
    public long LargeFrameBytes => _memory.TakenBytes;

    /// <summary>Listens from when this returns.</summary>
    /// <param name="exports">Tells how far exports are; null where none are run: their configurations are then kept and described as not
    /// run.</param>
    /// <exception cref="InvalidInputException">The port is in use, or an option is out of its range.</exception>
    public static Task<StreamServer> StartAsync(
        StreamStore store, StreamServerOptions options, ILogger logger, TimeProvider? time = null, IExportStatuses? exports = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxFrameBytes is < 1024 or > 1 << 30)
        {
            throw new InvalidInputException($"MaxFrameBytes is {options.MaxFrameBytes}; it must be 1,024 to {1 << 30:N0}.");
        }
        if (options.MemoryBytes < 1 << 20)
        {
            throw new InvalidInputException($"MemoryBytes is {options.MemoryBytes}; it must be 1 MiB or more.");
        }
        var requests = new StreamRequests(store, exports, logger, time ?? TimeProvider.System);
        var listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(options.Address, options.Port));
            listener.Listen();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new InvalidInputException(
                $"The stream manager cannot listen on {options.Address}:{options.Port}: {e.Message}. "
                + "Stop what uses the port, or set streamManager.port.", e);
        }
        var server = new StreamServer(store, requests, options, listener, logger, time ?? TimeProvider.System);
        StreamServerLog.Listening(logger, options.Address, server.Port);
        return Task.FromResult(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _requests.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await _listener.AcceptAsync(_stopping.Token));
            }
            catch (Exception e) when (
                _stopping.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException e)
            {
                StreamServerLog.AcceptFailed(_logger, e.Message); // the client gave up meanwhile, or descriptors ran out
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket socket)
    {
        var id = ++_lastConnection;
        var entrant = _admission.Enter(socket, out var displaced);
        if (displaced) TellOfGivingWay();
        var name = id.ToString(CultureInfo.InvariantCulture);
        var connection = new StreamConnection(name, socket, entrant, _store, _requests, _memory, _options, _logger, _time);
        var run = new Task<Task>(() => RunAsync(id, connection, entrant));
        _connections[id] = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    /// <summary>Says it at once, and then once an interval: who does it may do it thousands of times.</summary>
    private void TellOfGivingWay()
    {
        _gaveWay++;
        if (_gaveWayToldAt != 0 && _time.GetElapsedTime(_gaveWayToldAt) < GaveWayInterval) return;
        StreamServerLog.GaveWay(_logger, _gaveWay, _options.MaxUnfinished, Port);
        (_gaveWay, _gaveWayToldAt) = (0, _time.GetTimestamp());
    }

    private async Task RunAsync(long id, StreamConnection connection, Entrant entrant)
    {
        try
        {
            await connection.RunAsync(_stopping.Token);
        }
        catch (Exception e) // one connection's fault must not end the others
        {
            StreamServerLog.ConnectionFailed(_logger, e, id);
        }
        finally
        {
            entrant.Dispose();
            _connections.TryRemove(id, out _);
        }
    }
}
