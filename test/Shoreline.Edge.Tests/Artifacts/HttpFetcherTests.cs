using System.Security.Cryptography;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Tests.ConfigStore;
using Shoreline.Greengrass.Recipes;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Artifacts;

/// <summary>Fetching from a server whose connections break.</summary>
public sealed class HttpFetcherTests : IAsyncDisposable
{
    private const int Third = 100_000;

    private readonly ScratchFolder _folder = new();
    private readonly HttpFetcher _http = new(TimeProvider.System);
    private readonly FileServer _server = new(RandomNumberGenerator.GetBytes(3 * Third));
    private readonly TestLogger _log = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_ended()
    {
        _server.BreakAfter.Enqueue(Third);
        _server.BreakAfter.Enqueue(Third);

        var sha256 = await FetchAsync(_server.Content);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_server.Content)), sha256);
        Assert.Equal([$"all - {Third}", $"bytes={Third}- \"v1\" {Third}", $"bytes={2 * Third}- \"v1\" {Third}"], _server.Requests);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        _server.BreakAfter.Enqueue(Third);
        await Assert.ThrowsAsync<ArtifactException>(() => FetchAsync(_server.Content, attempts: 1));
        (_server.Content, _server.ETag) = (RandomNumberGenerator.GetBytes(Third), "\"v2\"");

        var sha256 = await FetchAsync(_server.Content, attempts: 1); // another store object: as after a restart

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_server.Content)), sha256);
        Assert.Equal($"bytes={Third}- \"v1\" {Third}", _server.Requests[^1]);
    }

    [Fact]
    public async Task A_wrong_digest_is_tried_a_stated_number_of_times_and_kept_nowhere()
    {
        var error = await Assert.ThrowsAsync<ArtifactException>(() => FetchAsync([1, 2, 3]));

        Assert.Equal("ARTIFACT_CHECKSUM_MISMATCH", error.Code);
        Assert.Equal(4, _server.Requests.Count);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), path => new FileInfo(path).Length > 0);
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(503, 4)]
    public async Task What_may_pass_is_tried_again_and_what_stays_is_not(int status, int requests)
    {
        _server.Status = status;

        var error = await Assert.ThrowsAsync<ArtifactException>(() => FetchAsync(_server.Content));

        Assert.Equal("HTTP_REQUEST_ERROR", error.Code);
        Assert.Equal(requests, _server.Requests.Count);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_store_takes_no_more()
    {
        _server.Content = new byte[12 << 20]; // room is looked at every few MiB

        var error = await Assert.ThrowsAsync<ArtifactException>(() => FetchAsync(_server.Content, limits: new StoreLimits(StoreBytes: Third)));

        Assert.Equal("DISK_SPACE_CRITICAL", error.Code);
        Assert.Contains("componentStoreMaxSizeBytes is 100,000", error.Message, StringComparison.Ordinal);
    }

    private Task<string> FetchAsync(byte[] expected, int attempts = 4, StoreLimits? limits = null)
    {
        var store = new ContentStore(DiskFileSystem.Instance, UnixArtifactDisk.Instance, _folder["contents"], () => limits ?? new StoreLimits());
        var artifact = new RecipeArtifact { Uri = _server.Address.AbsoluteUri, Algorithm = "SHA-256", Digest = Convert.ToBase64String(SHA256.HashData(expected)) };
        var download = new ArtifactDownload(store, _http, new FetchLimits(attempts, TimeSpan.Zero), TimeProvider.System, _log);
        return download.RunAsync(new ArtifactSource("a", "1.0.0", artifact.Uri), artifact, TestContext.Current.CancellationToken);
    }
}
