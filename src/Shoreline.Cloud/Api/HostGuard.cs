using System.Net;
using Microsoft.AspNetCore.Http;

namespace Shoreline.Cloud.Api;

/// <summary>Keeps other web sites' pages, running in a user's browser, away from a portal that listens on this machine without a
/// password.</summary>
/// <remarks>
/// The Host header must be a loopback name, the address listened on, or a configured name: a foreign name that resolves to 127.0.0.1 (DNS
/// rebinding)
/// is refused. A request that changes something must come from a page of this portal (its <c>Origin</c> is the host asked) or from no page
/// at all.
/// </remarks>
internal sealed class HostGuard(RequestDelegate next, PortalOptions options)
{
    private readonly HashSet<string> _names = new(["localhost", .. options.Hosts], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurs(request.Host.Host))
        {
            return Problems.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest,
                $"'{request.Host.Host}' is not a name of this portal. Add it to 'portal.hosts' in cloud.yaml.");
        }
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && IsFromElsewhere(request))
        {
            return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "A page of another site may not change anything here.");
        }
        return next(context);
    }

    private bool IsOurs(string host) =>
        _names.Contains(host)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || IsListenedOn(address)));

    // Bound to every address, any address is ours: rebinding needs a name, and a name is not an address.
    private bool IsListenedOn(IPAddress address) =>
        address.Equals(options.Listen) || options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any);

    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != $"{request.Scheme}://{request.Host.Value}";
}
