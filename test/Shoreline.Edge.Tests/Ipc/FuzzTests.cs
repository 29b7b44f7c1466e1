using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Tests.StreamManager;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Tens of thousands of clients that break the protocol against one server. Alone in its process: it measures memory.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Connections = 30_000;
    private const int Workers = 4;
    private const int PatienceMs = 20_000;
    private const long GrowthBytes = 32 << 20; // what may stay: pooled buffers, most of all

    [Fact]
    public async Task Spoiled_conversations_end_and_leave_a_server_that_serves()
    {
        var wished = Environment.GetEnvironmentVariable("SHORELINE_SEED");
        var seed = int.TryParse(wished, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"SHORELINE_SEED={seed}");
        var log = new WarningLog(LogLevel.Error);
        var unobserved = new ConcurrentQueue<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await using var served = new ServedIpc(o => o with { MaxConnections = 4 * Workers, MemoryBytes = 16 << 20 }, log);
            var token = served.Runtime.Add("fuzzer");
            served.Configuration.Set("fuzzer", ServedIpc.AllTopics);
            await RunAsync(served, token, seed, Connections / 20); // what stays for ever is there after this: code, pools, thread stacks
            await Until.TrueAsync(() => served.Server.ConnectionCount == 0, "the first connections to end");
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await RunAsync(served, token, seed + Workers, Connections);
            await Until.TrueAsync(() => served.Server.ConnectionCount == 0, "the last connections to end");
            var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"managed memory grew by {growth / 1024:N0} KiB");

            Assert.True(growth < GrowthBytes, $"seed {seed}: {growth:N0} bytes more than before");
            Assert.Equal((0, 0), (served.Server.HeldBytes, served.Parts.Topics.NodeCount));
            Assert.True(log.Lines.IsEmpty, $"seed {seed}: {log.Lines.FirstOrDefault()}");
            using var client = await served.ConnectAsync("good");
            await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
            await client.AssertQuietAsync();
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= note;
        }
        Assert.True(unobserved.IsEmpty, $"seed {seed}: {unobserved.FirstOrDefault()}");
    }

    private static Task RunAsync(ServedIpc served, string token, int seed, int connections)
    {
        var left = connections;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(() =>
        {
            var random = new Random(seed + worker);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var bytes = Spoiled(random, token);
                try
                {
                    Say(served.SocketPath, bytes, waits: random.Next(20) > 0);
                }
                catch (SocketException e)
                {
                    Assert.Fail($"seed {seed}: {e.SocketErrorCode} after {Convert.ToHexString(bytes)}");
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <summary>Says it all at once, and most often waits until the server has nothing more to say.</summary>
    private static void Say(string path, byte[] bytes, bool waits)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        (socket.ReceiveTimeout, socket.SendTimeout) = (PatienceMs, PatienceMs);
        socket.Connect(new UnixDomainSocketEndPoint(path));
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
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // The server gave up on it in the middle of a sentence.
        }
    }

    /// <summary>
    /// A conversation of which something is wrong: a bit, a length, a checksum made right again over nonsense, an order, an end too early.
    /// </summary>
    private static byte[] Spoiled(Random random, string token)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (random.Next(10) > 0) RpcWriter.Connect(bytes, Encoding.UTF8.GetBytes($$"""{"authToken":"{{(random.Next(10) > 0 ? token : "WRONG")}}"}"""));
        var count = random.Next(6);
        for (var i = 1; i <= count; i++)
        {
            var operation = IpcOperations.All[random.Next(IpcOperations.All.Count)];
            var stream = random.Next(12) == 0 ? random.Next(-2, 10) : i;
            switch (random.Next(8))
            {
                case 0:
                    (string, string)? text = random.Next(2) == 0 ? null : ("operation", operation.ToString());
                    RawMessages.Write(bytes, random.Next(-1, 9), random.Next(0, 4), stream, Payload(random), text);
                    break;
                case 1:
                    RpcWriter.Terminate(bytes, stream);
                    break;
                case 2:
                    RpcWriter.Ping(bytes, Encoding.UTF8.GetBytes(Payload(random)));
                    break;
                default:
                    RpcWriter.Request(bytes, stream, operation.FullName, Encoding.UTF8.GetBytes(Payload(random)));
                    break;
            }
        }
        var conversation = bytes.WrittenSpan.ToArray();
        for (var flips = random.Next(3); flips > 0 && conversation.Length > 0; flips--)
        {
            conversation[random.Next(conversation.Length)] ^= (byte)(1 << random.Next(8));
        }
        return random.Next(4) == 0 ? conversation[..random.Next(conversation.Length + 1)] : conversation;
    }

    private static string Payload(Random random)
    {
        string[] good =
        [
            """{"topic":"a/b","publishMessage":{"jsonMessage":{"message":{"x":[1,2,{"y":null}]}}}}""", """{"topic":"a/+/#"}""", """{"topic":"#","receiveMode":"RECEIVE_ALL_MESSAGES"}""",
            """{"topic":"a/b","publishMessage":{"binaryMessage":{"message":"aGVsbG8="}}}""", """{"keyPath":["accessControl"]}""", """{"keyPath":[],"timestamp":1.5,"valueToMerge":{"n":1}}""",
            """{"componentName":"fuzzer"}""", """{"state":"RUNNING"}""", """{"deploymentId":"d","recheckAfterMs":1}""", """{"configurationValidityReport":{"status":"ACCEPTED","deploymentId":"d"}}""",
            """{"metrics":[{"name":"a","unit":"COUNT","value":1}]}""", """{"token":"T"}""", "{}", "", "null", "[]", """{"topic":"\ud800"}""", new string('[', 300), "{\"topic\":{\"a\":" + new string('[', 200),
        ];
        var payload = good[random.Next(good.Length)].ToCharArray();
        for (var changes = random.Next(3); changes > 0 && payload.Length > 0; changes--)
        {
            payload[random.Next(payload.Length)] = (char)random.Next(1, 0x250);
        }
        return new string(payload);
    }
}
