using System.Net;
using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Examples;

/// <summary>A switch with an HTTP interface: <c>GET /sensor</c> answers <c>{"on":true}</c>, <c>PUT /sensor</c> with the same body switches.</summary>
internal sealed class SwitchServer : IAsyncDisposable
{
    private const int LongestBodyBytes = 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Position(bool On);

    private readonly HttpListener _listener = new();
    private readonly Func<bool> _read;
    private readonly Action<bool> _write;
    private readonly Task _serving;

    /// <param name="address">A loopback address; the listener answers only requests that name it as their host.</param>
    public SwitchServer(Uri address, Func<bool> read, Action<bool> write)
    {
        (_read, _write) = (read, write);
        _listener.Prefixes.Add(address.ToString());
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new ShorelineException($"The sensor's switch cannot listen on {address}: {e.Message}. Give it another port.", e);
        }
        _serving = Task.Run(ServeAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception) when (!_listener.IsListening)
            {
                return; // closed: the wait for a request ends with one of several exceptions
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The caller went away before it had its answer; the switch is as it asked.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        response.StatusCode = context.Request.Url?.AbsolutePath != "/sensor" ? 404 : context.Request.HttpMethod switch
        {
            "GET" => 200,
            "PUT" => await SwitchAsync(context.Request).ConfigureAwait(false),
            _ => 405,
        };
        if (response.StatusCode != 200) return;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new Position(_read()), Json)).ConfigureAwait(false);
    }

    /// <returns>The status to answer.</returns>
    private async Task<int> SwitchAsync(HttpListenerRequest request)
    {
        var body = new byte[LongestBodyBytes + 1];
        var bytes = await request.InputStream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        if (bytes > LongestBodyBytes) return 413;
        try
        {
            if (JsonSerializer.Deserialize<Position>(body.AsSpan(0, bytes), Json) is not { } position) return 400;
            _write(position.On);
            return 200;
        }
        catch (JsonException)
        {
            return 400;
        }
    }
}
