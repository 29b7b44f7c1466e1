using System.Net;
using System.Net.Sockets;

namespace Shoreline.Testing;

/// <summary>Free loopback TCP ports for the servers that tests start.</summary>
public static class Ports
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first of so many ports in a row that were free a moment ago, for a server that binds them seconds later.</summary>
    /// <remarks>Below those that Linux gives to outgoing connections: of them one may be taken meanwhile.</remarks>
    public static int FreeRow(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 32_000);
            if (Enumerable.Range(first, count).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
