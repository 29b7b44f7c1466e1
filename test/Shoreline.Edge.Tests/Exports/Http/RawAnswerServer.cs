using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoreline.Edge.Tests.Exports.Http;

/// <summary>Sends some bytes to whoever connects and closes: an answer that breaks off wherever the test wants.</summary>
internal sealed class RawAnswerServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[] _answer;
    private readonly Task _serving;

    public RawAnswerServer(string answer)
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var stream = client.GetStream();
                for (var request = ""; !request.Contains("\r\n\r\n", StringComparison.Ordinal);)
                {
                    var read = await stream.ReadAsync(buffer, _stopping.Token);
                    if (read == 0) break;
                    request += Encoding.ASCII.GetString(buffer, 0, read);
                }
                await stream.WriteAsync(_answer, _stopping.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(buffer, _stopping.Token) > 0)
                {
                    // What is still on its way must be read, or the answer would be lost to a reset.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Stopped, or the other side was faster.
        }
    }
}
