using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Edge.Ipc.Operations;

namespace Shoreline.Edge.Ipc;

/// <summary>Serves components and command lines written for AWS IoT Greengrass V2 (greengrass-ipc).</summary>
/// <remarks>
/// Stopping: no new connections; operations under way are cancelled; what is on its way to clients is sent within a stated time; then the
/// connections close.
/// </remarks>
internal sealed class IpcServer : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ServerParts _parts;
    private readonly Socket _listener;
    private readonly WaitingRoom _waiting;
    private readonly ConnectionLimits _limits;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, Task> _connections = new();
    private readonly Task _accepting;
    private long _lastConnection;

    private IpcServer(
        IpcServerOptions options, Socket listener, IIpcTokens tokens, OperationTable operations, ILogger logger, TimeProvider time)
    {
        _listener = listener;
        Metrics = new IpcMetrics(() => ConnectionCount);
        _waiting = new WaitingRoom(options.MaxHandshakes);
        _limits = new ConnectionLimits(options.MaxConnections, options.MaxConnectionsOfOne);
        _parts = new ServerParts(options, tokens, operations, new IpcMemory(options.MemoryBytes), Metrics, logger, time);
        _accepting = Task.Run(AcceptAsync);
    }

    public IpcMetrics Metrics { get; }

    /// <summary>Connections that are open, those without a token among them.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Bytes on their way that all connections hold together beyond what is free to each.</summary>
    public long HeldBytes => _parts.Memory.TakenBytes;

    /// <summary>Listens from when this returns.</summary>
    /// <exception cref="InvalidInputException">The socket's path cannot be used.</exception>
    public static IpcServer Start(IpcServerOptions options, IIpcTokens tokens, OperationTable operations, ILogger logger, TimeProvider time)
    {
        var listener = IpcSocket.Listen(options.SocketPath);
        IpcLog.Listening(logger, options.SocketPath);
        return new IpcServer(options, listener, tokens, operations, logger, time);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        File.Delete(_parts.Options.SocketPath);
        await _accepting;
        await Task.WhenAll(_connections.Values);
        Metrics.Dispose();
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
            catch (Exception e) when (_stopping.IsCancellationRequested
                && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException e)
            {
                IpcLog.AcceptFailed(_parts.Logger, e.Message); // the client gave up meanwhile, or descriptors ran out
                await Task.Delay(AcceptPause, _parts.Time, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket socket)
    {
        var id = ++_lastConnection;
        var processId = PeerProcess.IdOf(socket);
        var connection = new IpcConnection(id, socket, processId, _parts, Admit);
        var run = new Task<Task>(() => RunAsync(id, connection));
        _connections[id] = run.Unwrap();
        _waiting.Enter(connection, processId)?.CutOff("others wait to connect");
        run.Start(TaskScheduler.Default);
    }

    /// <summary>Takes a connection whose token is accepted out of the waiting room.</summary>
    /// <returns>Why it cannot be taken; null where it can.</returns>
    private string? Admit(IpcConnection connection, IpcCaller caller)
    {
        _waiting.Leave(connection);
        return _limits.TryEnter(caller.Name);
    }

    private async Task RunAsync(long id, IpcConnection connection)
    {
        try
        {
            await connection.RunAsync(_stopping.Token);
        }
        catch (Exception e) // one connection's fault must not end the others
        {
            IpcLog.ConnectionFailed(_parts.Logger, e, id);
        }
        finally
        {
            _waiting.Leave(connection);
            if (connection.Caller is { } caller) _limits.Leave(caller.Name);
            connection.Dispose();
            _connections.TryRemove(id, out _);
        }
    }
}
