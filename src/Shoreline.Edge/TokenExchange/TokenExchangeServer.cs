using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.TokenExchange;

/// <summary>Gives components credentials of the configured object store, as cloud SDKs ask for them (greengrass-components, section 12).</summary>
internal sealed class TokenExchangeServer : IAsyncDisposable
{
    public const string Path = "/2016-11-01/credentialprovider/";

    private const int MaxTokenChars = 256;
    private static readonly TimeSpan UpstreamLimit = TimeSpan.FromSeconds(30);

    private readonly CredentialCache _credentials;
    private readonly Func<string, bool> _isToken;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private WebApplication? _app;

    private TokenExchangeServer(ICredentialSource source, Func<string, bool> isToken, ILogger logger, TimeProvider time)
    {
        (_credentials, _isToken, _logger, _time) = (new CredentialCache(source, time), isToken, logger, time);
    }

    /// <summary>Where it listens, with the path: what components find in AWS_CONTAINER_CREDENTIALS_FULL_URI.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it on loopback.</summary>
    /// <param name="port">0 for any; <see cref="Address"/> has the one it got, to be recorded as <c>activePort</c>.</param>
    /// <param name="isToken">Whether a component has this SVCUID. Takes as long for each.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<TokenExchangeServer> StartAsync(
        int port, ICredentialSource source, Func<string, bool> isToken, ILogger logger, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var server = new TokenExchangeServer(source, isToken, logger, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders(); // requests carry tokens
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 << 10;
        });
        var app = builder.Build();
        app.Run(server.AnswerAsync);
        server._app = app;
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        server.Address = new UriBuilder("http", "localhost", new Uri(app.Urls.Single()).Port, Path).Uri;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync().ConfigureAwait(false);
        _credentials.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method)) context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (request.Path.Value?.TrimEnd('/') != Path.TrimEnd('/')) context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (request.Headers.Authorization.ToString() is not { Length: > 0 and <= MaxTokenChars } token || !_isToken(token)) context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else await GiveAsync(context).ConfigureAwait(false);
    }

    private async Task GiveAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(UpstreamLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            var credentials = await _credentials.GetAsync(either.Token).ConfigureAwait(false);
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Json(credentials), context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // There is nobody left to answer.
        }
        catch (OperationCanceledException)
        {
            TokenExchangeLog.Slow(_logger, UpstreamLimit.TotalSeconds);
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
        catch (CredentialException e)
        {
            await RefuseAsync(context, e.Status, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, e.Message).ConfigureAwait(false);
        }
    }

    private async Task RefuseAsync(HttpContext context, int status, string reason)
    {
        TokenExchangeLog.Refused(_logger, status, reason);
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("No credentials; the gateway's log says why."), context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Json(ExchangedCredentials credentials)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("AccessKeyId", credentials.AccessKeyId);
            writer.WriteString("SecretAccessKey", credentials.SecretAccessKey.Reveal());
            writer.WriteString("Token", credentials.Token?.Reveal() ?? ""); // SDKs want it to be there
            writer.WriteString("Expiration", credentials.Expiration!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
