using System.Text;
using Shoreline.Edge.Exports;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>Streams to make batches of, as the export engine makes them.</summary>
internal sealed class TestBatches : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<IDisposable> _read = [];

    private TestBatches() { }

    public StreamStore Store { get; private set; } = null!;

    public DurableStream Stream { get; private set; } = null!;

    public static async Task<TestBatches> StartAsync(string stream = "readings")
    {
        var batches = new TestBatches();
        batches.Store = await StreamStore.OpenAsync(
            new StreamStoreOptions { Root = batches._folder["streams"] }, TestContext.Current.CancellationToken);
        batches.Stream = batches.Create(stream);
        return batches;
    }

    public DurableStream Create(string name) => Store.Create(new StreamDefinition { Name = name, Persistence = Persistence.Memory });

    public async Task AppendAsync(params IEnumerable<string> payloads)
    {
        foreach (var payload in payloads) await AppendAsync(Encoding.UTF8.GetBytes(payload));
    }

    public async Task AppendAsync(byte[] payload) => await Stream.AppendAsync(payload, TestContext.Current.CancellationToken);

    /// <summary>The batch from a sequence on.</summary>
    public ExportBatch Read(ExportLimits limits, long from = 0)
    {
        var reader = new RecordBatch();
        _read.Add(reader);
        var batch = ExportBatch.Read(Stream, from, limits, reader);
        Assert.NotNull(batch);
        _read.Add(batch);
        return batch;
    }

    /// <summary>Everything that a stream holds, as text.</summary>
    public IReadOnlyList<string> Texts(string stream)
    {
        using var records = new RecordBatch();
        Store.Get(stream).Read(0, 10_000, 64 << 20, records);
        return [.. Enumerable.Range(0, records.Count).Select(i => Encoding.UTF8.GetString(records[i].Payload.Span))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var read in _read) read.Dispose();
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
