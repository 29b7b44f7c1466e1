using System.Net.Http.Json;

namespace Shoreline.Edge.Page;

/// <summary>Switches the sample sensor, which listens on a loopback port of its own.</summary>
internal sealed class SensorControl(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(2) };

    public Uri Address { get; } = address;

    public void Dispose() => _http.Dispose();

    /// <returns>Null where the sensor does not answer; it may just be starting.</returns>
    public Task<SensorView?> ReadAsync(CancellationToken cancellationToken) => AskAsync(_http.GetAsync("sensor", cancellationToken), cancellationToken);

    /// <summary>Switches it and answers what it says then.</summary>
    public Task<SensorView?> SwitchAsync(SensorView wanted, CancellationToken cancellationToken) =>
        AskAsync(_http.PutAsJsonAsync("sensor", wanted, cancellationToken), cancellationToken);

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
