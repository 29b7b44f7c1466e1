using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.StreamManager;
using Shoreline.Streams;

namespace Shoreline.Benchmarks.Protocol;

/// <summary><c>serve FOLDER</c>: the stream manager in a process of its own, as in the gateway. Ends with its input; each line of it is answered with its account.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string folder)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder });
        await using var server = await StreamServer.StartAsync(store, new StreamServerOptions { Port = 0 }, NullLogger.Instance);
        Console.WriteLine(server.Port.ToString(CultureInfo.InvariantCulture));
        while (await Console.In.ReadLineAsync() is not null)
        {
            var counters = store.List().Select(stream => stream.Counters).ToList();
            Console.WriteLine(new ServerAccount(
                GC.GetTotalAllocatedBytes(precise: true), counters.Sum(c => c.Appended), counters.Sum(c => c.Batches),
                Environment.CpuUsage.TotalTime.TotalSeconds).ToLine());
        }
        return 0;
    }
}

/// <summary>What the server has done since it began; of the records, those of the streams that are there.</summary>
internal readonly record struct ServerAccount(long AllocatedBytes, long Records, long Batches, double CpuSeconds)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{AllocatedBytes} {Records} {Batches} {CpuSeconds:F3}");

    public static ServerAccount OfLine(string line)
    {
        var parts = line.Split(' ');
        long Whole(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
        return new ServerAccount(Whole(0), Whole(1), Whole(2), double.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
