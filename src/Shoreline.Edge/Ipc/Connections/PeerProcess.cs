using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>Which process connected, as the kernel knows it. For limits and the log; it proves nothing about who may do what.</summary>
internal static class PeerProcess
{
    // sys/socket.h; the same on x64 and arm64
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <returns>0 where it cannot be told, as for one in another process namespace.</returns>
    public static int IdOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12]; // struct ucred: process, user, group
        try
        {
            socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
            return MemoryMarshal.Read<int>(credentials);
        }
        catch (SocketException)
        {
            return 0; // it is gone already; reading from it will say so
        }
    }
}
