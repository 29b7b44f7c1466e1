using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Benchmarks.Ipc;

/// <summary><c>ipc [SECONDS [ROUNDS [FOLDER]]]</c>: one component publishes, another is subscribed, over the gateway's socket.</summary>
/// <remarks>
/// Server and both clients are threads of this process. Paced, a message is due by the clock whether or not the last one has arrived, and
/// its latency counts from when it was due until its subscriber has read it.
/// </remarks>
internal static class IpcBenchmark
{
    private const int PacedRate = 1_000;
    private const double GoalRate = 20_000;
    private const double GoalLatencyMs = 5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 5;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        await using var server = new BenchServer(scratch.Path);
        using var subscriber = new BenchClient(server.SocketPath, server.Token("subscriber"));
        subscriber.Subscribe("bench/t");
        using var publisher = new BenchClient(server.SocketPath, server.Token("publisher"));

        var rates = new List<double>();
        var costs = new List<double>();
        var allocations = new List<double>();
        Flood(publisher, subscriber, TimeSpan.FromSeconds(1)); // compiled and warm after this
        for (var round = 0; round < rounds; round++)
        {
            var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            var (count, elapsed) = Flood(publisher, subscriber, TimeSpan.FromSeconds(seconds));
            rates.Add(count / elapsed.TotalSeconds);
            costs.Add((Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count);
            allocations.Add((double)(GC.GetTotalAllocatedBytes() - allocated) / count);
        }
        var medians = new List<double>();
        var nines = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var latencies = Pace(publisher, subscriber, TimeSpan.FromSeconds(seconds));
            medians.Add(latencies[latencies.Length / 2]);
            nines.Add(latencies[latencies.Length * 99 / 100]);
        }
        Line.Print(
        [
            new Line(
                "IPC, one publisher to one subscriber, 100 bytes of JSON: messages/s", new Spread(rates).ToText("N0"), $">= {GoalRate:N0}"),
            new Line("IPC, the same: processor of server and both clients, us a message", new Spread(costs).ToText("N1")),
            new Line("IPC, the same: managed allocation of server and both clients, bytes a message", new Spread(allocations).ToText("N0")),
            new Line($"IPC, {PacedRate:N0} messages/s: latency, median, ms", new Spread(medians).ToText("N2")),
            new Line($"IPC, {PacedRate:N0} messages/s: latency, 99th of 100, ms", new Spread(nines).ToText("N2"), $"<= {GoalLatencyMs:N0}"),
        ]);
        return 0;
    }

    /// <summary>Publishes as fast as answers come back, a window at a time.</summary>
    private static (long Count, TimeSpan Elapsed) Flood(BenchClient publisher, BenchClient subscriber, TimeSpan time)
    {
        const int Window = 256;
        var published = 0L;
        var total = long.MaxValue; // of messages, once it is known
        using var answers = new SemaphoreSlim(Window);
        var watch = Stopwatch.StartNew();
        var reading = Task.Factory.StartNew(() => ReadAll(publisher, answers), TaskCreationOptions.LongRunning);
        var receiving = Task.Factory.StartNew(() => ReadAll(subscriber, null), TaskCreationOptions.LongRunning);
        while (watch.Elapsed < time)
        {
            var batch = 0;
            do batch++;
            while (batch < Window / 2 && answers.Wait(0));
            if (batch == 1) answers.Wait();
            published += batch;
            publisher.Publish("bench/t", batch, Stopwatch.GetTimestamp());
        }
        Interlocked.Exchange(ref total, published + 1); // both readers hear of it by one more message
        publisher.Publish("bench/t", 1, Stopwatch.GetTimestamp());
        Task.WaitAll(reading, receiving);
        return (total, watch.Elapsed);

        void ReadAll(BenchClient client, SemaphoreSlim? counted)
        {
            for (var seen = 0L; seen < Interlocked.Read(ref total);) seen += client.ReadFrames(counted);
        }
    }

    /// <returns>Milliseconds, in ascending order.</returns>
    private static double[] Pace(BenchClient publisher, BenchClient subscriber, TimeSpan time)
    {
        var count = (int)(PacedRate * time.TotalSeconds);
        var latencies = new double[count];
        var receiving = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < count; i++) latencies[i] = Stopwatch.GetElapsedTime(subscriber.ReadStamp()).TotalMilliseconds;
            }, TaskCreationOptions.LongRunning);
        var answering = Task.Factory.StartNew(
            () =>
            {
                for (var seen = 0L; seen < count;) seen += publisher.ReadFrames(null);
            }, TaskCreationOptions.LongRunning);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = start + (i * Stopwatch.Frequency / PacedRate);
            while (Stopwatch.GetTimestamp() < due) Thread.Sleep(0);
            publisher.Publish("bench/t", 1, due);
        }
        Task.WaitAll(receiving, answering);
        Array.Sort(latencies);
        return latencies;
    }
}
