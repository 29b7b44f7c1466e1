using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>The other side of docs/formats/http-ingest.md, answering what the test wants.</summary>
internal sealed class IngestDouble : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IngestDouble(WebApplication app) => _app = app;

    /// <summary>Answers the status for a sequence and how often it came before; may wait.</summary>
    public Func<long, int, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    /// <summary>Bodies that were answered with 204, by sequence.</summary>
    public ConcurrentDictionary<long, byte[]> Stored { get; } = new();

    public ConcurrentDictionary<long, int> Attempts { get; } = new();

    public ConcurrentBag<string> Paths { get; } = [];

    public static async Task<IngestDouble> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var ingest = new IngestDouble(app);
        app.MapPut("/ingest/v1/{device}/{stream}/{incarnation}/{sequence:long}", ingest.TakeAsync);
        await app.StartAsync();
        return ingest;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)); // at once, as a killed server
        await _app.DisposeAsync();
    }

    private async Task<IResult> TakeAsync(HttpRequest request, string device, string stream, string incarnation, long sequence)
    {
        Paths.Add($"{device}/{stream}");
        Assert.Equal(32, incarnation.Length);
        Assert.True(long.Parse(request.Headers["Shoreline-Append-Time"].ToString(), System.Globalization.CultureInfo.InvariantCulture) > 0);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var status = await Answer(sequence, Attempts.AddOrUpdate(sequence, 1, (_, n) => n + 1) - 1);
        if (status == 204) Stored[sequence] = body.ToArray();
        return status == 204 ? Results.NoContent() : Results.Problem($"told to answer {status}", statusCode: status);
    }
}
