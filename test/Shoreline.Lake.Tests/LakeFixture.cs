using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Lake.Jobs;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Tests;

/// <summary>A lake in a scratch folder.</summary>
internal sealed class LakeFixture : IAsyncDisposable
{
    private static readonly LakeOptions Small = new() { Threads = 2 };

    private readonly ScratchFolder _folder = new();

    public LakeFixture(Func<IObjectStore, IObjectStore>? wrap = null)
    {
        Store = new FolderStore(_folder["bucket"]);
        Lake = new DataLake(wrap?.Invoke(Store) ?? Store, Small, TimeProvider.System, NullLogger.Instance);
    }

    public FolderStore Store { get; }

    public DataLake Lake { get; }

    public string Bucket => _folder["bucket"];

    /// <summary>Another process' view of the same bucket, as far as one process can be two.</summary>
    public DataLake OpenAnother(IObjectStore? store = null) => new(store ?? new FolderStore(Bucket), Small, TimeProvider.System, NullLogger.Instance);

    public Task<JobRunner> JobsAsync(DataLake? lake = null) => JobRunner.LoadAsync(lake ?? Lake, new JobRunnerOptions(), TimeProvider.System, NullLogger.Instance);

    /// <summary>Rows of a query as texts, cells joined by <c>|</c>.</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        var result = await Lake.QueryAsync(sql);
        return [.. result.Rows.Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "NULL")))];
    }

    public async Task<long> CountAsync(string table) => (long)(await Lake.QueryAsync($"SELECT count(*) FROM {table}")).Rows[0][0]!;

    public async ValueTask DisposeAsync()
    {
        await Lake.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A record of 2026-01-31T09:30:00Z plus its sequence in seconds.</summary>
    public static RawRow Row(long sequence, string payload, string stream = "detections", string? objectKey = null, string device = "gw-01") =>
        new(device, stream, "0123456789abcdef0123456789abcdef", sequence, StartNs + sequence * 1_000_000_000, StartNs + sequence * 1_000_000_000 + 5_000_000,
            Encoding.UTF8.GetBytes(payload), objectKey);

    public const long StartNs = 1_769_851_800_000_000_000;

    /// <summary>A detection record with as many faces as asked for.</summary>
    public static RawRow Detection(long sequence, int faceCount = 1)
    {
        var faces = string.Join(',', Enumerable.Range(0, faceCount).Select(i =>
            $$"""{"label":"face","score":0.{{9 - i}},"box":[0.1,0.2,0.3,0.4],"keypoints":[[0.5,0.6,1]]}"""));
        return Row(sequence, $$"""
            {"schema":"shoreline.detections/1","device":"gw-01","camera":"entrance","time":"2026-01-31T09:30:{{sequence % 60:00}}.480000Z","frame":{"index":{{sequence}},"ptsNs":0,"width":1280,"height":720},"model":{"name":"yunet","digest":"sha256:00"},"detections":[{{faces}}]}
            """);
    }
}
