using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.Exports.Http;

/// <summary>Somebody's endpoint, which answers what the test wants.</summary>
internal sealed class EndpointDouble : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EndpointDouble(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>Answers a body; may wait or abort.</summary>
    public Func<HttpContext, byte[], Task<IResult?>> Answer { get; set; } = (_, _) => Task.FromResult<IResult?>(Results.Ok());

    /// <summary>Bodies in the order they came.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    public ConcurrentQueue<string> ContentTypes { get; } = new();

    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <param name="tls">With a certificate that nobody vouches for.</param>
    public static async Task<EndpointDouble> StartAsync(bool tls = false)
    {
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, listen =>
        {
            if (tls) listen.UseHttps(SelfSigned());
        }));
        var app = builder.Build();
        var endpoint = new EndpointDouble(app, new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{port}/in?from=edge"));
        app.Run(endpoint.TakeAsync);
        await app.StartAsync();
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Assert.Equal(
            ("POST", "/in", "?from=edge"), (context.Request.Method, context.Request.Path.Value, context.Request.QueryString.Value));
        Bodies.Enqueue(body.ToArray());
        ContentTypes.Enqueue(context.Request.ContentType ?? "");
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        if (await Answer(context, body.ToArray()) is { } result) await result.ExecuteAsync(context);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=elsewhere", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
