using System.Net.Sockets;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>Makes the listening socket (greengrass-ipc, section 1).</summary>
internal static class IpcSocket
{
    /// <summary>A path must be shorter than this, in bytes: sockaddr_un of sys/un.h.</summary>
    public const int MaxPathBytes = 108;

    private const UnixFileMode AnyUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whether components have to connect by a relative path, because the absolute one is too long.</summary>
    public static bool IsTooLong(string path) => Encoding.UTF8.GetByteCount(path) >= MaxPathBytes;

    /// <summary>Binds and listens. A file that an earlier run left is removed.</summary>
    /// <exception cref="InvalidInputException">The path cannot be used.</exception>
    public static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            Bind(socket, path);
            File.SetUnixFileMode(path, AnyUser); // before it listens: until then nobody can connect
            socket.Listen();
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new InvalidInputException(
                $"IPC cannot listen on {path}: {e.Message}. Give its folder to this user, or set ipcSocketPath to another place.", e);
        }
    }

    private static void Bind(Socket socket, string path)
    {
        if (!IsTooLong(path))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            return;
        }
        var folder = Directory.CreateTempSubdirectory("ipc"); // only we may write into it
        try
        {
            var link = Path.Combine(folder.FullName, "d");
            Directory.CreateSymbolicLink(link, Path.GetDirectoryName(path)!);
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(link, Path.GetFileName(path))));
        }
        finally
        {
            folder.Delete(recursive: true); // the link, not what it leads to
        }
    }
}
