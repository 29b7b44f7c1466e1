using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Aws;
using Shoreline.Edge.Exports.S3;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>A new bucket of a real server, looked at by a client of its own.</summary>
internal sealed class S3Bucket : IDisposable
{
    private readonly AmazonS3Client _s3;
    private readonly S3ServerFixture _server;

    private S3Bucket(S3ServerFixture server, string name)
    {
        (_server, Name) = (server, name);
        var config = new AmazonS3Config
        {
            ServiceURL = server.Endpoint.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        };
        _s3 = new AmazonS3Client(new BasicAWSCredentials(server.AccessKey, server.SecretKey), config);
    }

    public string Name { get; }

    public static async Task<S3Bucket> CreateAsync(S3ServerFixture server)
    {
        var bucket = new S3Bucket(server, $"test-{Guid.NewGuid():N}");
        await bucket._s3.PutBucketAsync(bucket.Name, TestContext.Current.CancellationToken);
        return bucket;
    }

    /// <summary>As an export reaches the server.</summary>
    /// <param name="through">A proxy before it.</param>
    public S3Connection Connection(Uri? through = null, string? secretKey = null) => new()
    {
        Aws = new AwsConnection
        {
            Endpoint = through ?? _server.Endpoint,
            Keys = new AwsKeys(_server.AccessKey, new Secret(secretKey ?? _server.SecretKey)),
        },
        StallTime = TimeSpan.FromSeconds(20),
    };

    public async Task<IReadOnlyList<string>> KeysAsync()
    {
        var list = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name }, TestContext.Current.CancellationToken);
        return [.. (list.S3Objects ?? []).Select(o => o.Key)];
    }

    /// <summary>Body and metadata of an object.</summary>
    public async Task<(byte[] Body, IReadOnlyDictionary<string, string> Metadata)> GetAsync(string key)
    {
        using var response = await _s3.GetObjectAsync(Name, key, TestContext.Current.CancellationToken);
        using var body = new MemoryStream();
        await response.ResponseStream.CopyToAsync(body, TestContext.Current.CancellationToken);
        return (body.ToArray(), response.Metadata.Keys.ToDictionary(name => name["x-amz-meta-".Length..], name => response.Metadata[name]));
    }

    public async Task<string> DigestAsync(string key)
    {
        using var response = await _s3.GetObjectAsync(Name, key, TestContext.Current.CancellationToken);
        return Convert.ToHexString(await SHA256.HashDataAsync(response.ResponseStream, TestContext.Current.CancellationToken));
    }

    /// <summary>Ids of multipart uploads that are neither completed nor aborted.</summary>
    public async Task<IReadOnlyList<string>> OpenUploadsAsync()
    {
        var list = await _s3.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = Name }, TestContext.Current.CancellationToken);
        return [.. (list.MultipartUploads ?? []).Select(upload => upload.UploadId)];
    }

    public async Task AbortAsync(string key, string uploadId) =>
        await _s3.AbortMultipartUploadAsync(Name, key, uploadId, TestContext.Current.CancellationToken);

    public async Task DeleteAsync() => await _s3.DeleteBucketAsync(Name, TestContext.Current.CancellationToken);

    public void Dispose() => _s3.Dispose();
}
