using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>A stream of tasks, its status stream, files to upload, and a bucket of a real server.</summary>
internal sealed class TaskBench : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();

    private TaskBench(TestBatches batches, S3Bucket bucket) => (Batches, Bucket) = (batches, bucket);

    public TestBatches Batches { get; }

    public S3Bucket Bucket { get; }

    public string StateFolder => _folder["state"];

    public static async Task<TaskBench> StartAsync(S3ServerFixture server)
    {
        var batches = await TestBatches.StartAsync("clip-uploads");
        batches.Create("statuses");
        return new TaskBench(batches, await S3Bucket.CreateAsync(server));
    }

    public S3TaskDestination Destination(
        S3Connection? connection = null, StatusLevel level = StatusLevel.Info,
        TimeSpan? timeToLive = null) =>
        new(Options(connection, level, timeToLive), Batches.Store, NullLogger.Instance, TimeProvider.System);

    /// <summary>A file of random bytes.</summary>
    /// <returns>Its path and digest.</returns>
    public (string Path, string Digest) NewFile(string name, int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        File.WriteAllBytes(_folder[name], content);
        return (_folder[name], Convert.ToHexString(SHA256.HashData(content)));
    }

    public string PathOf(string name) => _folder[name];

    public Task AppendTaskAsync(string path, string key, string? bucket = null) =>
        Batches.AppendAsync(JsonSerializer.Serialize(new { inputUrl = "file:" + path, bucket = bucket ?? Bucket.Name, key }));

    /// <summary>One attempt for one task, as the engine makes it.</summary>
    public async Task<(Delivery Delivery, ExportBatch Batch)> DeliverAsync(
        S3TaskDestination destination, long sequence, CancellationToken? cancellationToken = null)
    {
        var batch = Batches.Read(destination.Limits, sequence);
        return (
            await destination.DeliverAsync(batch, FreePermit.Instance, cancellationToken ?? TestContext.Current.CancellationToken), batch);
    }

    /// <summary>Status of each message of the status stream.</summary>
    public IReadOnlyList<UploadStatus> Statuses() => [.. StatusDocuments().Select(s => (UploadStatus)s.GetProperty("status").GetInt32())];

    public IReadOnlyList<JsonElement> StatusDocuments() =>
        [.. Batches.Texts("statuses").Select(text => JsonDocument.Parse(text).RootElement)];

    public async ValueTask DisposeAsync()
    {
        Bucket.Dispose();
        await Batches.DisposeAsync();
        _folder.Dispose();
    }

    private S3TaskOptions Options(S3Connection? connection, StatusLevel level, TimeSpan? timeToLive) => new()
    {
        Id = "clips",
        Connection = connection ?? Bucket.Connection(),
        StateFolder = StateFolder,
        StatusStream = "statuses",
        StatusLevel = level,
        TimeToLive = timeToLive,
    };
}
