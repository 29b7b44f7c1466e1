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
}
