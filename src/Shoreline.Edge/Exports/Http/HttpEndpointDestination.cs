using System.Net;
using System.Net.Http.Headers;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Exports.Http;

/// <summary>
/// Posts messages to an endpoint of anybody's: each alone as it is, or several as a JSON array (stream manager specification, 5.6).
/// </summary>
internal sealed class HttpEndpointDestination : IExportDestination, IDisposable
{
    public const int MaxBatchRecords = 500;

    private const int MaxBatchBytes = 4 << 20;

    /// <summary>So much of an answer is read to see that it is whole, and for its reason.</summary>
    private const int MaxAnswerBytes = 64 << 10;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpEndpointOptions _options;
    private readonly RetryAfter _retryAfter;
    private readonly HttpClient _http;
    private volatile bool _unreachable;

    public HttpEndpointDestination(HttpEndpointOptions options, TimeProvider time)
    {
        _options = options;
        _retryAfter = new RetryAfter(time);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false, // it would turn a POST into a GET, or send the messages where nobody configured them to go
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a name that moves is looked up again
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Id => _options.Id;

    /// <remarks>One at a time: an endpoint that stores what comes in the order it comes gets the stream's order.</remarks>
    public ExportLimits Limits =>
        new(Math.Clamp(_options.BatchRecords, 1, MaxBatchRecords), MaxBatchBytes, WindowBatches: 1, WindowBytes: MaxBatchBytes);

    /// <summary>Whether the last attempt got an answer.</summary>
    public bool IsReachable => !_unreachable;

    /// <summary>Waits as long as the endpoint asked for.</summary>
    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => _retryAfter.WaitAsync(cancellationToken);

    public void Dispose() => _http.Dispose();

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        var pending = Enumerable.Range(0, batch.Count).Where(batch.IsPending).ToArray();
        if (_options.Format == ExportFormat.JsonBatched)
        {
            return await PostArrayAsync(batch, pending, cancellationToken).ConfigureAwait(false) ?? Delivery.Confirmed;
        }
        foreach (var index in pending)
        {
            var verdict = await PostAsync(Raw(batch.Records[index].Payload), cancellationToken).ConfigureAwait(false);
            if (Settle(batch, index, verdict) is { } stop) return stop;
        }
        return Delivery.Confirmed;
    }

    /// <summary>
    /// Posts some messages as one array. Where it is refused, one message may be to blame: the halves are posted alone, down to the one.
    /// </summary>
    /// <returns>Null where all of them are settled.</returns>
    private async Task<Delivery?> PostArrayAsync(ExportBatch batch, int[] indexes, CancellationToken cancellationToken)
    {
        if (indexes.Length == 0) return null;
        var verdict = await PostAsync(Json(MessageArray.Encode(batch, indexes)), cancellationToken).ConfigureAwait(false);
        if (verdict.Outcome == DeliveryOutcome.Refused && indexes.Length > 1)
        {
            var middle = indexes.Length / 2;
            return await PostArrayAsync(batch, indexes[..middle], cancellationToken).ConfigureAwait(false)
                ?? await PostArrayAsync(batch, indexes[middle..], cancellationToken).ConfigureAwait(false);
        }
        foreach (var index in indexes)
        {
            if (Settle(batch, index, verdict) is { } stop) return stop;
        }
        return null;
    }

    /// <returns>Null where the record is settled, otherwise how the attempt ends.</returns>
    private static Delivery? Settle(ExportBatch batch, int index, Delivery verdict)
    {
        if (verdict.Outcome == DeliveryOutcome.Confirmed) batch.SetDelivered(index);
        else if (verdict.Outcome == DeliveryOutcome.Refused) batch.SetRefused(index, verdict.Reason!);
        else return verdict;
        return null;
    }

    private async Task<Delivery> PostAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _options.Endpoint) { Content = content };
            if (_options.Authorization is { } authorization)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization.Reveal());
            }
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            var answer = await AnswerText.ReadAsync(response.Content, MaxAnswerBytes, patience.Token).ConfigureAwait(false);
            _unreachable = false;
            return Judge(response, answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{Server}: {Explain(e)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{Server}: no answer within {_options.Timeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>
    /// 2xx is success. For good are only the refusals that judge what was sent; anything else somebody can mend, at the endpoint or in the
    /// configuration.
    /// </summary>
    private Delivery Judge(HttpResponseMessage response, string answer)
    {
        if (response.IsSuccessStatusCode) return Delivery.Confirmed;
        var reason = $"{Server}: HTTP {(int)response.StatusCode} {response.ReasonPhrase}: {answer}".TrimEnd(':', ' ');
        switch (response.StatusCode)
        {
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
            case HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity:
                return Delivery.Refused(reason);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                _retryAfter.Note(response.Headers.RetryAfter);
                return Delivery.Failed(reason);
            case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                var where = response.Headers.Location;
                return Delivery.Failed(
                    $"{Server}: HTTP {(int)response.StatusCode} to {where}: redirects are not followed; configure the final address");
            default:
                return Delivery.Failed(reason);
        }
    }

    private string Server => _options.Endpoint.GetLeftPart(UriPartial.Authority);

    private static string Explain(Exception e)
    {
        var innermost = e;
        while (innermost.InnerException is { } inner) innermost = inner;
        return (innermost == e ? e.Message : $"{e.Message.TrimEnd('.')}: {innermost.Message}").ReplaceLineEndings(" ");
    }

    private static ReadOnlyMemoryContent Raw(ReadOnlyMemory<byte> payload) =>
        new(payload) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
