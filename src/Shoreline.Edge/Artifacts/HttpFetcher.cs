using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Shoreline.Edge.Exports.S3;

namespace Shoreline.Edge.Artifacts;

/// <summary>Fetches over HTTP. A transfer that broke off goes on with Range and If-Range (RFC 9110, 13.1.5 and 14.2).</summary>
internal sealed class HttpFetcher : IArtifactFetcher, IDisposable
{
    private const int BlockBytes = 64 << 10;

    private readonly Lazy<HttpClient> _client; // most gateways never fetch by HTTP, and its code takes memory
    private readonly TimeSpan _stallTime;
    private readonly TimeProvider _time;

    /// <param name="stallTime">An answer of which no byte has come for so long is given up.</param>
    public HttpFetcher(TimeProvider time, TimeSpan? stallTime = null)
    {
        (_time, _stallTime) = (time, stallTime ?? TimeSpan.FromSeconds(60));
        _client = new Lazy<HttpClient>(Connect);
    }

    public IReadOnlyCollection<string> Schemes { get; } = ["http", "https"];

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    public Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken) =>
        Uri.TryCreate(source.Uri, UriKind.Absolute, out var uri) ? FetchAsync(uri, into, cancellationToken)
        : throw new ArtifactException(ArtifactErrors.BadUri, "COMPONENT_RECIPE_ERROR", $"'{source.Uri}' is no address. Correct the recipe of {source.Component}.");

    public async Task FetchAsync(Uri uri, PartialFile into, CancellationToken cancellationToken)
    {
        using var stall = new StallWatch(_stallTime, _time, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            var validator = into.Length > 0 ? into.Validator : null;
            if (validator is not null)
            {
                request.Headers.Range = new RangeHeaderValue(into.Length, null);
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }
            using var answer = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            stall.Moved();
            await TakeAsync(uri, answer, into, stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(uri, $"nothing came for {_stallTime.TotalSeconds:N0} s", e, isTransient: true);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw Failed(uri, e.Message, e, isTransient: true);
        }
    }

    private static HttpClient Connect() => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxAutomaticRedirections = 5,
        AutomaticDecompression = DecompressionMethods.None, // the digest and the ranges are of what is stored
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private static async Task TakeAsync(Uri uri, HttpResponseMessage answer, PartialFile into, StallWatch stall)
    {
        switch (answer.StatusCode)
        {
            case HttpStatusCode.PartialContent when answer.Content.Headers.ContentRange is { HasRange: true } range && range.From == into.Length:
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                into.Reset();
                throw Failed(uri, $"the server sent another part than was asked for (HTTP {(int)answer.StatusCode}); it is fetched from its beginning", null, isTransient: true);
            case HttpStatusCode.OK:
                into.Reset(ValidatorOf(answer));
                break;
            default:
                throw Failed(uri, $"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}", null, IsTransient(answer.StatusCode));
        }
        var expected = answer.Content.Headers.ContentLength is { } rest ? into.Length + rest : (long?)null;
        await CopyAsync(uri, answer, into, stall).ConfigureAwait(false);
        if (expected is { } bytes && into.Length != bytes)
            throw Failed(uri, $"{into.Length:N0} of {bytes:N0} bytes came", null, isTransient: true);
    }

    private static async Task CopyAsync(Uri uri, HttpResponseMessage answer, PartialFile into, StallWatch stall)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                while (true)
                {
                    int got;
                    try { got = await body.ReadAsync(block, stall.Token).ConfigureAwait(false); }
                    catch (IOException e) { throw Failed(uri, e.Message, e, isTransient: true); } // the connection's, not the disk's
                    if (got == 0) return;
                    stall.Moved();
                    into.Append(block.AsSpan(0, got));
                }
            }
        }
        finally { ArrayPool<byte>.Shared.Return(block); }
    }

    /// <summary>Only a strong tag says that the bytes are the same.</summary>
    private static string? ValidatorOf(HttpResponseMessage answer) => answer.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>What may be a signature in the address stays out of messages.</summary>
    private static ArtifactException Failed(Uri uri, string why, Exception? inner, bool isTransient) =>
        new(ArtifactErrors.Http, inner is null && !isTransient ? "HTTP_ERROR" : "NETWORK_ERROR", $"{uri.GetLeftPart(UriPartial.Path)}: {why}", inner, isTransient);
}
