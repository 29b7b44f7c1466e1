using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Shoreline.Edge.Exports.S3;

/// <summary>
/// The requests that exports make of an S3 server, AWS's own or another's. Each is sent once: who calls repeats. Thread-safe.
/// </summary>
/// <remarks>
/// Bodies are signed whole, not in chunks, and carry no checksum header beyond that: every server takes it, and checks the digest of what
/// it got. It costs a second
/// reading of each body.
/// </remarks>
internal sealed class S3Client : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly AmazonS3Client _s3;
    private readonly TimeSpan _stallTime;
    private readonly TimeProvider _time;
    private readonly string _server;

    public S3Client(S3Connection connection, TimeProvider time)
    {
        (_stallTime, _time) = (connection.StallTime, time);
        _server = connection.Aws.Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"AWS S3 in {connection.Aws.Region}";
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a name that moves is looked up again
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        var config = new AmazonS3Config
        {
            ForcePathStyle = connection.PathStyle ?? connection.Aws.Endpoint is not null,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan, // StallWatch bounds it
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new OneClient(_http),
        };
        if (connection.Aws.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = connection.Aws.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(connection.Aws.Region);
        }
        _s3 = connection.Aws.Keys is { } keys ? new AmazonS3Client(keys.ToCredentials(), config) : new AmazonS3Client(config);
    }

    public void Dispose()
    {
        _s3.Dispose();
        _http.Dispose();
    }

    /// <summary>Creates or replaces an object. When this returns the server has stored it.</summary>
    /// <param name="body">From its position on; stays the caller's. Must be able to seek.</param>
    /// <exception cref="S3Exception">As on all these requests.</exception>
    public Task PutAsync(S3Target target, Stream body, string contentType, S3Metadata metadata, CancellationToken cancellationToken) =>
        SendAsync($"PUT {target}", async stall =>
        {
            var request = new PutObjectRequest
            {
                BucketName = target.Bucket,
                Key = target.Key,
                InputStream = body,
                AutoCloseStream = false,
                ContentType = contentType,
                UseChunkEncoding = false,
                StreamTransferProgress = (_, _) => stall.Moved(),
            };
            metadata.AddTo(request.Metadata);
            return await _s3.PutObjectAsync(request, stall.Token).ConfigureAwait(false);
        }, cancellationToken);

    /// <returns>The id of a new multipart upload.</returns>
    public async Task<string> StartUploadAsync(S3Target target, S3Metadata metadata, CancellationToken cancellationToken)
    {
        var started = await SendAsync($"start of the upload of {target}", async stall =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key };
            metadata.AddTo(request.Metadata);
            return await _s3.InitiateMultipartUploadAsync(request, stall.Token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return started.UploadId;
    }

    /// <param name="body">The part begins at its position; stays the caller's.</param>
    public async Task<S3Part> UploadPartAsync(
        S3Target target, string uploadId, int number, Stream body, long bytes, CancellationToken cancellationToken)
    {
        var stored = await SendAsync($"part {number} of {target}", async stall => await _s3.UploadPartAsync(new UploadPartRequest
        {
            BucketName = target.Bucket,
            Key = target.Key,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = bytes,
            InputStream = body,
            UseChunkEncoding = false,
            StreamTransferProgress = (_, _) => stall.Moved(),
        }, stall.Token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new S3Part(number, stored.ETag, bytes);
    }

    /// <summary>All parts that the server has of an upload, ascending.</summary>
    public async Task<IReadOnlyList<S3Part>> ListPartsAsync(S3Target target, string uploadId, CancellationToken cancellationToken)
    {
        var parts = new List<S3Part>();
        string? marker = null;
        while (true)
        {
            var page = await SendAsync($"parts of {target}", async stall => await _s3.ListPartsAsync(new ListPartsRequest
            {
                BucketName = target.Bucket,
                Key = target.Key,
                UploadId = uploadId,
                PartNumberMarker = marker,
            }, stall.Token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            parts.AddRange((page.Parts ?? []).Select(part => new S3Part(part.PartNumber ?? 0, part.ETag, part.Size ?? 0)));
            if (page.IsTruncated != true) return parts;
            marker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Makes the parts the object.</summary>
    public Task CompleteAsync(S3Target target, string uploadId, IReadOnlyList<S3Part> parts, CancellationToken cancellationToken) =>
        SendAsync($"completion of {target}", async stall => await _s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = target.Bucket,
            Key = target.Key,
            UploadId = uploadId,
            PartETags = [.. parts.Select(part => new PartETag(part.Number, part.ETag))],
        }, stall.Token).ConfigureAwait(false), cancellationToken);

    /// <summary>Throws an upload's parts away; no failure where there is no such upload.</summary>
    public async Task AbortAsync(S3Target target, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"end of the upload of {target}", async stall => await _s3.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key, UploadId = uploadId },
                stall.Token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (S3Exception e) when (e.Fault == S3Fault.UploadGone)
        {
            // What is wanted.
        }
    }

    /// <summary>Reads an object from an offset on.</summary>
    /// <param name="etag">The version it must still be; null for any.</param>
    /// <param name="take">Reads the body, given its version, and tells of each part that came.</param>
    /// <returns>The object's length.</returns>
    public Task<long> GetAsync(S3Target target, long offset, string? etag, Func<string?, Stream, StallWatch, Task> take, CancellationToken cancellationToken) =>
        SendAsync($"GET {target}", async stall =>
        {
            using var answer = await _s3.GetObjectAsync(new GetObjectRequest
            {
                BucketName = target.Bucket,
                Key = target.Key,
                ByteRange = offset > 0 ? new ByteRange($"bytes={offset}-") : null,
                EtagToMatch = etag,
            }, stall.Token).ConfigureAwait(false);
            if (offset > 0 && answer.ContentRange is null) throw new S3Exception(S3Fault.Invalid, $"{_server}: GET {target}: the server sends no parts");
            await take(answer.ETag, answer.ResponseStream, stall).ConfigureAwait(false);
            return offset + answer.ContentLength;
        }, cancellationToken);

    private async Task<T> SendAsync<T>(string what, Func<StallWatch, Task<T>> send, CancellationToken cancellationToken)
    {
        using var stall = new StallWatch(_stallTime, _time, cancellationToken);
        try
        {
            return await send(stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new S3Exception(S3Fault.Unreachable, $"{_server}: {what}: nothing moved for {_stallTime.TotalSeconds:N0} s", e);
        }
        catch (AmazonServiceException e)
        {
            throw new S3Exception(S3Faults.Of(e), $"{_server}: {what}: {Describe(e)}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AmazonClientException)
        {
            // The last also where the usual chain knows no keys (yet): a role's come over the network.
            throw new S3Exception(S3Fault.Unreachable, $"{_server}: {what}: {Innermost(e).ReplaceLineEndings(" ")}", e);
        }
    }

    private static string Describe(AmazonServiceException e)
    {
        var code = string.IsNullOrEmpty(e.ErrorCode) ? "" : $" {e.ErrorCode}";
        var message = e.StatusCode == 0 ? Innermost(e) : e.Message;
        return (e.StatusCode == 0 ? message : $"HTTP {(int)e.StatusCode}{code}: {message}").ReplaceLineEndings(" ").TrimEnd(' ', ':');
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }

    /// <summary>Makes the SDK use a client whose connections end with this object.</summary>
    private sealed class OneClient(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
