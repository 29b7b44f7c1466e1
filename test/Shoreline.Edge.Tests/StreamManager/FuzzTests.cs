using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.StreamManager;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>
/// A hundred thousand clients that break the protocol, one after the other, against one server. Alone in its process: it measures memory.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Connections = 100_000;
    private const int Workers = 4;
    private const int TidyEvery = 2_000;
    private const long GrowthBytes = 64 << 20; // what may stay: pooled buffers, most of all
    private const int PatienceMs = 20_000;

    [Fact]
    public async Task Spoiled_conversations_end_and_leave_a_server_that_serves()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SHORELINE_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"SHORELINE_SEED={seed}");
        var log = new TextLog(LogLevel.Error);
        var unobserved = new ConcurrentQueue<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await using var served = await ServedStore.StartAsync(
                new StreamServerOptions { MaxConnections = 4 * Workers, MemoryBytes = 32 << 20 }, logger: log);
            await RunAsync(served, seed, Connections / 20); // what stays for ever is there after this: code, pools, thread stacks
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await RunAsync(served, seed + Workers, Connections);
            await Until.TrueAsync(() => served.Server.ConnectionCount == 0, "the last connections to end");
            var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"managed memory grew by {growth / 1024:N0} KiB");

            Assert.True(growth < GrowthBytes, $"seed {seed}: {growth:N0} bytes more than before");
            Assert.Equal(0, served.Server.LargeFrameBytes);
            Assert.True(log.Lines.Count == 0, $"seed {seed}: {log.Lines.FirstOrDefault()}");
            await using var client = await served.ConnectAsync();
            await client.CreateMessageStreamAsync(
                new() { Name = "good", StrategyOnFull = Greengrass.StreamManager.Definitions.StrategyOnFull.RejectNewData });
            Assert.Equal(0, await client.AppendMessageAsync("good", new byte[] { 1 }));
            Assert.Single(await client.ReadMessagesAsync("good"));
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= note;
        }
        Assert.True(unobserved.IsEmpty, $"seed {seed}: {unobserved.FirstOrDefault()}");
    }

    private static async Task RunAsync(ServedStore served, int seed, int connections)
    {
        var conversations = new Conversations();
        var left = connections;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(() =>
        {
            var random = new Random(seed + worker);
            for (int mine; (mine = Interlocked.Decrement(ref left)) >= 0;)
            {
                var bytes = conversations.Spoiled(random);
                try
                {
                    Say(served.Port, bytes, waits: random.Next(20) > 0);
                }
                catch (SocketException e)
                {
                    Assert.Fail($"seed {seed}: {e.SocketErrorCode} after {Convert.ToHexString(bytes)}");
                }
                if (mine % TidyEvery == 0) Tidy(served);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <summary>
    /// Says it all at once, and most often waits until the server has nothing more to say. Closes without a trace, so that ports do not run
    /// out.
    /// </summary>
    private static void Say(int port, byte[] bytes, bool waits)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = PatienceMs,
            SendTimeout = PatienceMs,
        };
        socket.Connect(IPAddress.Loopback, port);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        try
        {
            socket.Send(bytes);
            if (!waits) return;
            socket.Shutdown(SocketShutdown.Send);
            Span<byte> answers = stackalloc byte[4096];
            while (socket.Receive(answers) > 0)
            {
                // Whatever it says: that it ends is the point.
            }
        }
        catch (SocketException e) when (
            e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // The server gave up on it in the middle of a sentence.
        }
    }

    /// <summary>A flipped bit in a name makes another stream; they are not to pile up.</summary>
    private static void Tidy(ServedStore served)
    {
        foreach (var stream in served.Store.List())
        {
            try
            {
                served.Store.DeleteAsync(stream.Name).AsTask().Wait();
            }
            catch (AggregateException e) when (e.InnerException is Shoreline.Streams.StreamNotFoundException)
            {
                // A client was faster.
            }
        }
    }
}

/// <summary>Tests that measure what the whole process holds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
