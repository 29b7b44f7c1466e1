using System.Net.Sockets;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>The end of a connection whose client was told why it has to go.</summary>
internal static class Goodbye
{
    private const int ChunkBytes = 4096;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Leaves the client a moment to go by itself. AWS's JavaScript client that sees the end of the connection together with the refusal
    /// before it reports a failure of the network instead.
    /// </summary>
    public static async Task SayAsync(Socket socket, TimeProvider time)
    {
        using var moment = new CancellationTokenSource(Moment, time);
        var ignored = new byte[ChunkBytes];
        try
        {
            while (await socket.ReceiveAsync(ignored.AsMemory(), moment.Token) > 0)
            {
                // It talks on.
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It went without a goodbye, or stays: closed either way.
        }
    }
}
