using System.Net;
using System.Net.Sockets;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>
/// Steady state allocates nothing per record, from socket to disk and back. Alone in its collection, since it looks at the whole process.
/// </summary>
[CollectionDefinition(nameof(AppendAllocationTests), DisableParallelization = true)]
[Collection(nameof(AppendAllocationTests))]
public sealed class AppendAllocationTests : IAsyncLifetime
{
    private const int Pipeline = 64;
    private const int Warmup = 20_000;
    private const int Measured = 50_000;
    // buffers and tasks of a batch, the threads of a busy machine; one object a record would be 24 bytes each
    private const long Slack = 12L * Measured;

    private ServedStore _served = null!;

    public async ValueTask InitializeAsync()
    {
        _served = await ServedStore.StartAsync();
        await using var client = await _served.ConnectAsync();
        await client.CreateMessageStreamAsync(
            new MessageStreamDefinition { Name = "r", MaxSize = 1 << 30, StrategyOnFull = StrategyOnFull.RejectNewData });
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task The_server_allocates_nothing_per_record()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _served.Port);
        using var requests = new CborWriter();
        requests.Raw([ProtocolVersions.ConnectVersion]);
        FrameWriter.Add(requests, new ConnectRequest { RequestId = "c", ProtocolVersion = ProtocolVersions.Current });
        socket.Send(requests.Written.Span);
        var answers = new byte[64 << 10];
        socket.Receive(answers);

        requests.Clear();
        for (var i = 0; i < Pipeline; i++)
        {
            FrameWriter.Add(requests, new AppendMessageRequest { RequestId = "r", Name = "r", Payload = new byte[100] });
        }
        Append(Warmup);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Append(Measured);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, long.MinValue, Slack);

        void Append(int records)
        {
            for (var left = records; left > 0; left -= Pipeline)
            {
                socket.Send(requests.Written.Span);
                for (var (taken, rest) = (0, 0); taken < Pipeline;)
                {
                    var end = rest + socket.Receive(answers.AsSpan(rest));
                    var at = 0;
                    for (; end - at >= FrameHeader.Bytes && end - at >= FrameHeader.Bytes + FrameHeader.Read(answers.AsSpan(at)).PayloadBytes; taken++)
                        at += FrameHeader.Bytes + FrameHeader.Read(answers.AsSpan(at)).PayloadBytes;
                    answers.AsSpan(at, end - at).CopyTo(answers);
                    rest = end - at;
                }
            }
        }
    }

    [Fact]
    public async Task Client_and_server_together_allocate_nothing_per_record()
    {
        await using var client = await _served.ConnectAsync();
        var payload = new byte[100];
        await AppendAsync(Warmup);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await AppendAsync(Measured);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, long.MinValue, Slack);

        Task AppendAsync(int records)
        {
            var left = records;
            return Task.WhenAll(Enumerable.Range(0, Pipeline).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await client.AppendAsync("r", payload);
            }));
        }
    }
}
