using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Shoreline.Cli.Demo;

/// <summary>
/// What the portal's link switch talks to, through the cloud process. While the link is cut the cloud cannot see the edge; the demo, which runs on the same
/// machine, reads the edge's own page instead.
/// </summary>
internal sealed class DemoControl : IAsyncDisposable
{
    private readonly WebApplication _application;

    private DemoControl(WebApplication application) => _application = application;

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Address of the edge's local page, once it is known.</summary>
    public Uri? EdgePage { get; set; }

    public static async Task<DemoControl> StartAsync(IReadOnlyList<LinkProxy> links, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var control = new DemoControl(application);
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        application.MapGet("/demo", async (CancellationToken token) => Results.Json(await control.StateAsync(links, http, token)));
        application.MapPut("/demo/link", async (HttpRequest request, CancellationToken token) =>
        {
            var wanted = (await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: token)).TryGetProperty("link", out var link)
                ? link.GetString() : null;
            if (wanted is not ("up" or "cut")) return Results.Problem("Send {\"link\":\"up\"} or {\"link\":\"cut\"}.", statusCode: StatusCodes.Status400BadRequest);
            foreach (var proxy in links)
            {
                if (wanted == "up") proxy.Heal();
                else proxy.Cut();
            }
            return Results.Json(await control.StateAsync(links, http, token));
        });
        await application.StartAsync(cancellationToken);
        return control;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task<object> StateAsync(IReadOnlyList<LinkProxy> links, HttpClient http, CancellationToken cancellationToken)
    {
        JsonElement? streams = null;
        if (EdgePage is { } page)
        {
            try
            {
                streams = JsonSerializer.Deserialize<JsonElement>(await http.GetByteArrayAsync(new Uri(page, "/api/streams"), cancellationToken));
            }
            catch (HttpRequestException)
            {
                // the edge is restarting; the portal shows that it does not know
            }
        }
        return new { link = links.All(link => link.IsUp) ? "up" : "cut", edge = new { page = EdgePage, streams } };
    }
}
