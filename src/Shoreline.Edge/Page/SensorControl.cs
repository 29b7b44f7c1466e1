using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.OwnComponents;

namespace Shoreline.Edge.Page;

/// <summary>Switches the sample sensor, which listens on a loopback port of its own.</summary>
internal sealed class SensorControl(Uri address)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>Where the sensor listened the last time, if nobody else does now: then it need not be started again.</summary>
    public static SensorControl At(IComponentConfiguration configuration)
    {
        var before = configuration.Get(OwnRecipes.SensorSource, ["control"])?.Value as JsonValue;
        return before is not null && before.TryGetValue(out string? text) && Uri.TryCreate(text, UriKind.Absolute, out var address) && TryBind(address.Port) is not null
            ? new SensorControl(address)
            : new SensorControl(new Uri($"http://127.0.0.1:{TryBind(0)}/"));
    }

    public Uri Address { get; } = address;

    private Uri Switch => new(Address, "sensor");

    /// <returns>Null where the sensor does not answer; it may just be starting.</returns>
    public Task<SensorView?> ReadAsync(CancellationToken cancellationToken) => AskAsync(Http.GetAsync(Switch, cancellationToken), cancellationToken);

    /// <summary>Switches it and answers what it says then.</summary>
    public Task<SensorView?> SwitchAsync(SensorView wanted, CancellationToken cancellationToken) =>
        AskAsync(Http.PutAsJsonAsync(Switch, wanted, cancellationToken), cancellationToken);

    private static int? TryBind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<SensorView?> AskAsync(Task<HttpResponseMessage> asking, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await asking.ConfigureAwait(false);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<SensorView>(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
