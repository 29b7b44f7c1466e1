using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shoreline.Cloud.Portal;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>The HTTP side of the cloud: API, media, ingest and portal on one port.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private ApiServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; }

    /// <param name="parts">What the endpoints ask for.</param>
    /// <exception cref="InvalidInputException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<ApiServer> StartAsync(
        PortalOptions options, IServiceCollection parts, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var app = Build(options, parts, loggers);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw CannotListen(options, e);
        }
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var host = options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : options.Listen;
        return new ApiServer(app, new Uri($"http://{new IPEndPoint(host, bound.Port)}"));
    }

    /// <summary>Takes no new request and lets those under way end.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(StopWithin);
        await _app.StopAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(PortalOptions options, IServiceCollection parts, ILoggerFactory loggers)
    {
        // The empty builder reads no environment, no appsettings.json and no arguments: cloud.yaml says all.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Listen, options.Port);
        });
        var services = builder.Services;
        services.AddSingleton(loggers);
        services.AddSingleton<IHostLifetime, OwnedLifetime>();
        services.AddRouting();
        services.AddProblemDetails();
        services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Shoreline cloud";
            document.Info.Description = "Live video, detections, streams and tables of a Shoreline cloud.";
            return Task.CompletedTask;
        }));
        foreach (var part in parts) services.Add(part);
        var app = builder.Build();
        Use(app, options, loggers.CreateLogger("Shoreline.Cloud.Api"));
        return app;
    }

    private static void Use(WebApplication app, PortalOptions options, ILogger logger)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = context => Problems.WriteAsync(context, logger) });
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseMiddleware<HostGuard>(options);
        app.UseStatusCodePages();
        PortalFiles.UseFiles(app);
        app.UseRouting();
        app.MapOpenApi("/openapi/{documentName}.json");
        IngestEndpoints.Map(app);
        MapApi(app.MapGroup("/api/v1"));
        PortalFiles.MapPages(app);
    }

    private static void MapApi(RouteGroupBuilder api)
    {
        CameraEndpoints.Map(api);
        FaceEndpoints.Map(api);
        ChartEndpoints.Map(api);
        StreamEndpoints.Map(api);
        TableEndpoints.Map(api);
        JobEndpoints.Map(api);
        QueryEndpoints.Map(api);
        StatusEndpoints.Map(api);
        DemoEndpoints.Map(api);
    }

    private static InvalidInputException CannotListen(PortalOptions options, Exception error) => new(
        error.InnerException is AddressInUseException
            ? $"Port {options.Port} on {options.Listen} is in use. Stop what uses it, or set 'portal.port' in cloud.yaml (0 takes a free one)."
            : $"The portal cannot listen on {options.Listen}:{options.Port}: {error.Message} Set 'portal.listen' or 'portal.port' in cloud.yaml.",
        error);

    /// <summary>The cloud host starts and stops the server; a signal is the program's to handle.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
