using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoreline.Edge.Tests.Artifacts;

/// <summary>An HTTP server of one file, which breaks connections off where a test says.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public FileServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _loop = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.bin?signature=secret");

    public byte[] Content { get; set; }

    public string ETag { get; set; } = "\"v1\"";

    /// <summary>Bytes of a body after which the connection breaks off; one entry for each request.</summary>
    public Queue<int> BreakAfter { get; } = [];

    public int Status { get; set; } = 200;

    /// <summary>Range and If-Range of each request, and bytes of body sent.</summary>
    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _loop;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or IOException) { /* the end of the test */ }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await reader.ReadLineAsync(_stopping.Token);
        while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 } line) headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var isPart = headers.TryGetValue("Range", out var range) && headers.GetValueOrDefault("If-Range") == ETag;
        var from = isPart ? int.Parse(range!["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        var body = Content.AsMemory(from);
        var head = $"HTTP/1.1 {(isPart ? 206 : Status)} X\r\nETag: {ETag}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n"
            + (isPart ? $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}\r\n" : "") + "\r\n";
        var sent = BreakAfter.TryDequeue(out var most) ? Math.Min(most, body.Length) : body.Length;
        Requests.Add($"{range ?? "all"} {headers.GetValueOrDefault("If-Range") ?? "-"} {sent}"); // before the head: a client may be done with that
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stopping.Token);
        await stream.WriteAsync(body[..sent], _stopping.Token);
    }
}
