using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Edge.Page;

/// <summary>The local page as long as nobody looks at it: an open port. Its web server starts with the first visitor, who waits for it.</summary>
/// <remarks>
/// On most gateways nobody looks for weeks, and a web server takes some 24 MB (docs/decisions/0017). Nothing here names a type of ASP.NET Core, because that alone would load it.
/// </remarks>
internal sealed class PageOnDemand : IAsyncDisposable
{
    private readonly LocalPageParts _parts;
    private readonly ILoggerFactory _loggers;
    private readonly PageDoor _door;
    private readonly Task<IAsyncDisposable?> _server;

    private PageOnDemand(LocalPageParts parts, ILoggerFactory loggers, PageDoor door)
    {
        (_parts, _loggers, _door) = (parts, loggers, door);
        _server = ServeAsync();
    }

    /// <summary><c>http://127.0.0.1:port</c>, without a slash at its end.</summary>
    public string Address => $"http://{_door.Address}";

    /// <summary>Starts to listen.</summary>
    /// <exception cref="InvalidInputException">The port is in use.</exception>
    public static PageOnDemand Start(LocalPageParts parts, ILoggerFactory loggers)
    {
        var port = parts.Settings.Value.Config.PagePort;
        try
        {
            return new PageOnDemand(parts, loggers, new PageDoor(port));
        }
        catch (SocketException e)
        {
            throw new InvalidInputException(
                $"The local page cannot listen on port {port}: {e.Message}. Stop what uses the port, or set 'page: {{ port: … }}'.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _door.Dispose();
        if (await _server.ConfigureAwait(false) is { } server) await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>The server; null where nobody came, or it did not start.</returns>
    private async Task<IAsyncDisposable?> ServeAsync()
    {
        var address = Address;
        if (await _door.AcceptAsync().ConfigureAwait(false) is not { } first) return null;
        try
        {
            return await LocalPage.StartAsync(_parts, _loggers, _door, first).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            EdgeLog.PageFailed(_loggers.CreateLogger("Shoreline.Edge"), e, address);
            first.Dispose();
            _door.Dispose(); // a visitor is refused rather than kept waiting
            return null;
        }
    }
}
