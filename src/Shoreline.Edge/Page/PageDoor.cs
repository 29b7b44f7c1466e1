using System.Net;
using System.Net.Sockets;

namespace Shoreline.Edge.Page;

/// <summary>The page's listening socket, on loopback only.</summary>
internal sealed class PageDoor : IDisposable
{
    private const int Backlog = 64;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _closing = new();

    /// <param name="port">0 for any that is free.</param>
    /// <exception cref="SocketException">The port is in use.</exception>
    public PageDoor(int port)
    {
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Listen(Backlog);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The next visitor's connection, or null once the door is closed.</summary>
    public async Task<Socket?> AcceptAsync()
    {
        while (true)
        {
            try
            {
                return await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (_closing.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return null;
            }
            catch (SocketException)
            {
                // The visitor has gone before he was let in, or there are no descriptors left until others end: neither is a reason to stay closed.
                await Task.Delay(PauseAfterFailure).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets nobody in any more. Connections that were let in go on.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
    }
}
