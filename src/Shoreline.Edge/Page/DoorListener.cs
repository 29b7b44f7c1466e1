using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Shoreline.Edge.Page;

/// <summary>Gives the web server who comes through a door that was open before it.</summary>
/// <param name="first">Who came before the server was there.</param>
internal sealed class DoorListener(PageDoor door, Socket first) : IConnectionListenerFactory, IConnectionListener
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private Socket? _first = first;

    public EndPoint EndPoint => door.Address;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var socket = Interlocked.Exchange(ref _first, null) ?? await door.AcceptAsync().ConfigureAwait(false);
        if (socket is null) return null;
        socket.NoDelay = true; // as Kestrel's own listener has it
        return _connections.Create(socket);
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        door.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        door.Dispose();
        Interlocked.Exchange(ref _first, null)?.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
