using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shoreline.Core.Naming;

namespace Shoreline.Edge.Exports.Http;

/// <summary>Puts media records to a Shoreline cloud, each by a request of its own: docs/formats/http-ingest.md.</summary>
internal sealed class HttpIngestDestination(string id, DeviceName device, HttpClient http, Uri cloud) : IExportDestination
{
    private const int LongestReasonChars = 300;

    private volatile bool _unreachable;

    public string Id => id;

    /// <remarks>An upload is answered after the next commit, about a second later: many are on their way meanwhile.</remarks>
    public ExportLimits Limits { get; } = new(BatchRecords: 1, BatchBytes: 16 << 20, WindowBatches: 32, WindowBytes: 16 << 20);

    /// <summary>Whether the last attempt got an answer.</summary>
    public bool IsReachable => !_unreachable;

    /// <remarks>HTTP has no connection to wait for: the attempt itself finds out.</remarks>
    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(batch, permit);
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            _unreachable = false;
            return await JudgeAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{cloud.GetLeftPart(UriPartial.Authority)}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{cloud.GetLeftPart(UriPartial.Authority)}: no answer within {http.Timeout.TotalSeconds:N0} s");
        }
    }

    private HttpRequestMessage Request(ExportBatch batch, ISendPermit permit)
    {
        var record = batch.Records[0];
        var path = string.Create(CultureInfo.InvariantCulture,
            $"ingest/v1/{Uri.EscapeDataString(device.Value)}/{Uri.EscapeDataString(batch.Stream)}/{batch.Incarnation}/{record.Sequence}");
        // the answer comes after the cloud's next commit, a second later or more
        var content = new TurnEndingContent(record.Payload, permit);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new HttpRequestMessage(HttpMethod.Put, new Uri(cloud, path))
        {
            Content = content,
            Headers = { { "Shoreline-Append-Time", record.AppendedAtNs.ToString(CultureInfo.InvariantCulture) } },
        };
    }

    private static async Task<Delivery> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent) return Delivery.Confirmed;
        var reason = $"HTTP {(int)response.StatusCode}: {await ReadReasonAsync(response, cancellationToken).ConfigureAwait(false)}";
        return response.StatusCode
            is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? Delivery.Refused(reason)
            : Delivery.Failed(reason);
    }

    private static async Task<string> ReadReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var problem = JsonDocument.Parse(body);
            var root = problem.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && (root.TryGetProperty("detail", out var said) || root.TryGetProperty("title", out said)))
            {
                body = said.ToString();
            }
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps: its text has to do.
        }
        body = body.ReplaceLineEndings(" ").Trim();
        if (body.Length == 0) return response.ReasonPhrase ?? "no reason given";
        return body.Length > LongestReasonChars ? body[..LongestReasonChars] : body;
    }
}
