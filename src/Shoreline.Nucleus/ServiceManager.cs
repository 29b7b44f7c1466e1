using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Shoreline.Nucleus;

/// <summary>Who started this process and starts it again: systemd, a container's engine, or whoever says so.</summary>
internal sealed class ServiceManager
{
    private const string Ready = "READY=1"; // sd_notify(3)
    private const string Stopping = "STOPPING=1";

    private readonly string? _socket;

    private ServiceManager(string? socket, bool isThere) => (_socket, IsThere) = (socket, isThere);

    /// <summary>
    /// Whether somebody starts this process again when it ends with the exit code for that. <c>SHORELINE_SUPERVISED</c> says so, 1 or 0; else systemd does, which names the process it started, and
    /// process 1, which is a container's.
    /// </summary>
    public bool IsThere { get; }

    /// <summary>Takes the variables that are meant for this process alone: a child that finds them would speak in its name.</summary>
    public static ServiceManager Find()
    {
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var isThere = Environment.GetEnvironmentVariable("SHORELINE_SUPERVISED") switch
        {
            "1" => true,
            "0" => false,
            _ => Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") == own || Environment.ProcessId == 1,
        };
        var socket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        return new ServiceManager(string.IsNullOrEmpty(socket) ? null : socket, isThere);
    }

    /// <summary>Everything listens.</summary>
    public void TellReady() => Tell(Ready);

    /// <summary>The orderly stop begins.</summary>
    public void TellStopping() => Tell(Stopping);

    private void Tell(string state)
    {
        if (_socket is null) return;
        var address = _socket[0] == '@' ? "\0" + _socket[1..] : _socket; // the abstract namespace, unix(7)
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(address));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            Console.Error.WriteLine($"shoreline: the service manager at {_socket} cannot be told {state}: {e.Message}");
        }
    }
}
