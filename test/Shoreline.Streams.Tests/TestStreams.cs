using System.Text;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests;

/// <summary>Short forms for what most tests do with a stream.</summary>
internal static class TestStreams
{
    public static ValueTask<StreamStore> OpenAsync(string root, IFileSystem? files = null, TimeProvider? time = null, ListLogger? log = null, int threads = 8) =>
        StreamStore.OpenAsync(
            new StreamStoreOptions { Root = root, Files = files, Time = time ?? TimeProvider.System, Logger = log ?? new ListLogger(), WriterThreads = threads },
            TestContext.Current.CancellationToken);

    public static async Task AppendAllAsync(this DurableStream stream, IEnumerable<string> payloads)
    {
        foreach (var payload in payloads) await stream.AppendAsync(Encoding.UTF8.GetBytes(payload));
    }

    public static string[] Payloads(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(i => $"record {i}")];

    /// <summary>Every record from a sequence on, read in batches.</summary>
    public static List<(long Sequence, string Payload)> ReadAll(this DurableStream stream, long from = 0, int maxCount = 100, long maxBytes = 1 << 20)
    {
        var all = new List<(long, string)>();
        using var batch = new RecordBatch();
        while (stream.Read(from, maxCount, maxBytes, batch) > 0)
        {
            foreach (var record in batch) all.Add((record.Sequence, Encoding.UTF8.GetString(record.Payload.Span)));
            from = all[^1].Item1 + 1;
        }
        return all;
    }
}
