using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>Stands between a client and a real S3 server: notes what goes through, and breaks what the test wants broken.</summary>
internal sealed class S3Proxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri _server;

    private S3Proxy(WebApplication app, Uri server, int port) =>
        (_app, _server, Endpoint) = (app, server, new Uri($"http://127.0.0.1:{port}"));

    public Uri Endpoint { get; }

    /// <summary>Answers a request in the server's place; null lets it through. May wait, or abort the connection.</summary>
    public Func<HttpContext, Task<IResult?>> Break { get; set; } = _ => Task.FromResult<IResult?>(null);

    /// <summary>Method and target of each request that the server answered with success, in order.</summary>
    public ConcurrentQueue<string> Answered { get; } = new();

    /// <summary>Numbers of the parts that the server took.</summary>
    public IEnumerable<int> Parts =>
        Answered.Where(request => request.StartsWith("PUT", StringComparison.Ordinal)).Select(PartNumber).OfType<int>();

    public static async Task<S3Proxy> StartAsync(Uri server)
    {
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, port);
            k.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var proxy = new S3Proxy(app, server, port);
        app.Run(proxy.PassAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>The part that a request is about.</summary>
    public static int? PartNumber(string target)
    {
        const string Name = "partNumber=";
        var at = target.IndexOf(Name, StringComparison.Ordinal);
        if (at < 0) return null;
        var digits = target[(at + Name.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task PassAsync(HttpContext context)
    {
        if (await Break(context) is { } broken)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await broken.ExecuteAsync(context);
            return;
        }
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(
                _server.GetLeftPart(UriPartial.Authority) + target,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = context.Request.ContentLength is null ? null : new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            // The host is part of what is signed: it stays the proxy's.
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
        }
        if (response.IsSuccessStatusCode) Answered.Enqueue($"{context.Request.Method} {target}");
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
