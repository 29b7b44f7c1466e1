using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Aws;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.Recipes;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Artifacts;

/// <summary>Fetching from an S3 server of another maker.</summary>
public sealed class S3FetcherTests(S3rverFixture server) : IClassFixture<S3rverFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly S3Client _client = new(new S3Connection
    {
        Aws = new AwsConnection { Endpoint = server.Endpoint, Keys = new AwsKeys(server.AccessKey, new Secret(server.SecretKey)) },
    }, TimeProvider.System);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_object_is_fetched_and_a_half_of_it_is_completed()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var tag = await PutAsync("fetched", content);
        var store = new ContentStore(DiskFileSystem.Instance, UnixArtifactDisk.Instance, _folder["contents"], () => new StoreLimits());
        const string Address = "s3://artifacts-fetched/folder/fetched";
        using (var partial = store.OpenPartial(Address))
        {
            partial.Reset(tag);
            partial.Append(content.AsSpan(0, 100_000));
        }

        var sha256 = await FetchAsync(store, Address, content);

        Assert.Equal(content, store.ReadAll(sha256));
        Assert.Equal([sha256], Directory.GetFiles(_folder["contents"]).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_not_tried_for_again()
    {
        await PutAsync("there", [1]);
        var store = new ContentStore(DiskFileSystem.Instance, UnixArtifactDisk.Instance, _folder["contents"], () => new StoreLimits());

        var error = await Assert.ThrowsAsync<ArtifactException>(() => FetchAsync(store, "s3://artifacts-there/folder/absent", [1]));

        Assert.Equal("S3_ERROR", error.Code);
        Assert.False(error.IsTransient);
    }

    private async Task<string> PutAsync(string name, byte[] content)
    {
        using var s3 = new AmazonS3Client(new BasicAWSCredentials(server.AccessKey, server.SecretKey), new AmazonS3Config { ServiceURL = server.Endpoint.AbsoluteUri, ForcePathStyle = true });
        await s3.PutBucketAsync($"artifacts-{name}", TestContext.Current.CancellationToken);
        using var body = new MemoryStream(content);
        await _client.PutAsync(new S3Target($"artifacts-{name}", $"folder/{name}"), body, "application/octet-stream", S3Metadata.None, TestContext.Current.CancellationToken);
        return (await s3.GetObjectMetadataAsync($"artifacts-{name}", $"folder/{name}", TestContext.Current.CancellationToken)).ETag;
    }

    private Task<string> FetchAsync(ContentStore store, string address, byte[] expected)
    {
        var artifact = new RecipeArtifact { Uri = address, Algorithm = "SHA-256", Digest = Convert.ToBase64String(SHA256.HashData(expected)) };
        var download = new ArtifactDownload(store, new S3Fetcher(_client), new FetchLimits(3, TimeSpan.Zero), TimeProvider.System, NullLogger.Instance);
        return download.RunAsync(new ArtifactSource("a", "1.0.0", address), artifact, TestContext.Current.CancellationToken);
    }
}
