using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Whoever opens connections and says nothing keeps no client out.</summary>
public sealed class SilentClientTests : IAsyncLifetime
{
    private const int Silent = 500;
    private readonly TextLog _log = new(LogLevel.Warning);
    private readonly List<RawClient> _silent = [];
    private ServedStore _served = null!;

    public async ValueTask InitializeAsync() => _served = await ServedStore.StartAsync(logger: _log);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _silent) client.Dispose();
        await _served.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_served_before_between_and_after_five_hundred_silent_ones()
    {
        await using var before = await _served.ConnectAsync();
        await before.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData });
        await StaySilentAsync(Silent / 2);
        await using var between = await _served.ConnectAsync();
        await StaySilentAsync(Silent / 2);
        await using var after = await _served.ConnectAsync();

        Assert.Equal(0, await before.AppendMessageAsync("s", new byte[1]));
        Assert.Equal(1, await between.AppendMessageAsync("s", new byte[1]));
        Assert.Equal(2, await after.AppendMessageAsync("s", new byte[1]));
        var stay = 3 + _served.Options.MaxUnfinished - 1; // the last client took the place of a silent one, and left it
        await Until.TrueAsync(() => _served.Server.ConnectionCount == stay, "the others to be closed");
        Assert.Single(_log.Lines, line => line.Contains("gave way to others", StringComparison.Ordinal)); // not a line for each
    }

    [Fact]
    public async Task Clients_get_in_while_silent_ones_keep_coming()
    {
        using var enough = new CancellationTokenSource();
        var coming = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested) (await _served.ConnectRawAsync(shakeHands: false)).Dispose();
        });
        await StaySilentAsync(_served.Options.MaxUnfinished);
        for (var i = 0; i < 20; i++)
        {
            await using var client = await _served.ConnectAsync();
            Assert.Empty(await client.ListStreamsAsync());
        }
        Assert.False(coming.IsCompleted);
        await enough.CancelAsync();
        await coming;
    }

    [Fact]
    public async Task The_one_that_gives_way_is_told_and_it_is_the_oldest()
    {
        await StaySilentAsync(_served.Options.MaxUnfinished + 1);

        var oldest = _silent[0];
        // answered unasked: one of the official clients waits for ever where a connection just closes
        Assert.Equal([1], await oldest.ReadBytesAsync(1));
        var (operation, response, _) = await oldest.ReadAsync();
        Assert.Equal((Operation.ConnectResponse, StatusCode.UnknownFailure), (operation, response.Status));
        Assert.True(await oldest.IsClosedAsync());
        await Until.TrueAsync(() => _served.Server.ConnectionCount == _served.Options.MaxUnfinished, "the newest to be counted");
    }

    [Fact]
    public async Task One_whose_request_is_about_to_be_read_does_not_give_way_to_a_burst()
    {
        var (asking, _) = await PairAsync(speaks: true);
        var (silent, _) = await PairAsync(speaks: false);
        var admission = new Admission(mostConnected: 1, mostUnfinished: 2);
        using var first = admission.Enter(asking, out _);
        using var second = admission.Enter(silent, out _);

        using var third = admission.Enter(silent, out var displaced);

        Assert.True(displaced);
        Assert.Equal((false, true), (first.GivingWay.IsCancellationRequested, second.GivingWay.IsCancellationRequested));
        Assert.True(first.TryConnect());
        Assert.False(third.TryConnect()); // one may be connected
        first.Dispose();
        Assert.True(third.TryConnect());
    }

    private async Task StaySilentAsync(int count)
    {
        for (var i = 0; i < count; i++) _silent.Add(await _served.ConnectRawAsync(shakeHands: false));
    }

    private static async Task<(Socket Here, Socket There)> PairAsync(bool speaks)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var there = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await there.ConnectAsync(listener.LocalEndpoint);
        var here = await listener.AcceptSocketAsync();
        if (speaks)
        {
            await there.SendAsync(new byte[] { 1 });
            await Until.TrueAsync(() => here.Available > 0, "the byte to arrive");
        }
        return (here, there);
    }
}
