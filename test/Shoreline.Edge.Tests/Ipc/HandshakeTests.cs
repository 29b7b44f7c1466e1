using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Connecting (greengrass-ipc, sections 1 and 3.2; acceptance 3 and 4).</summary>
public sealed class HandshakeTests : IAsyncLifetime
{
    private readonly ServedIpc _served = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task A_token_is_accepted_several_times_at_once()
    {
        var token = _served.Runtime.Add("a");
        using var first = await IpcClient.ConnectAsync(_served.SocketPath, token);
        using var second = await IpcClient.ConnectAsync(_served.SocketPath, token);
        await first.AssertQuietAsync();
        await second.AssertQuietAsync();
    }

    [Theory]
    [InlineData("""{"authToken":"AAAAAAAAAAAAAAAA"}""", "0.1.0")]
    [InlineData("""{"authToken":""}""", "0.1.0")]
    [InlineData("""{"authToken":null}""", "0.1.0")]
    [InlineData("""{"authToken":7}""", "0.1.0")]
    [InlineData("""{}""", "0.1.0")]
    [InlineData("", "0.1.0")]
    [InlineData("no json", "0.1.0")]
    [InlineData("TOKEN", null)]
    [InlineData("TOKEN", "0.2.0")]
    [InlineData("TOKEN", "0.1.1")]
    [InlineData("TOKEN", "1.1.0")]
    [InlineData("TOKEN", "0.1")]
    public async Task Acceptance_3_a_bad_token_or_version_is_refused_and_closed(string payload, string? version)
    {
        var token = _served.Runtime.Add("a");
        if (payload == "TOKEN") payload = $$"""{"authToken":"{{token}}"}""";
        using var client = await IpcClient.OpenAsync(_served.SocketPath);
        await client.SendAsync(output => RawMessages.Connect(output, payload, version));
        var ack = await client.ReadAsync();
        Assert.Equal((MessageType.ConnectAck, MessageFlags.None, 0, ""), (ack!.Type, ack.Flags, ack.StreamId, ack.Payload));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Acceptance_4_anything_before_connect_is_a_protocol_error()
    {
        using var client = await IpcClient.OpenAsync(_served.SocketPath);
        await client.SendAsync(output => RpcWriter.Request(output, 1, IpcOperations.ListComponents.FullName, "{}"u8));
        Assert.Contains("before Connect", await client.ReadToEndAsync(), StringComparison.Ordinal);
        using var pinging = await IpcClient.OpenAsync(_served.SocketPath);
        await pinging.SendAsync(output => RpcWriter.Ping(output, default));
        Assert.Contains("before Connect", await pinging.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_connect_is_a_protocol_error()
    {
        using var client = await _served.ConnectAsync("a");
        await client.SendConnectAsync("{}");
        Assert.Contains("twice", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_message_above_64_KiB_gets_no_memory()
    {
        using var client = await IpcClient.OpenAsync(_served.SocketPath);
        await client.SendAsync(output => EventMessage.Write(output, [], new byte[64 << 10]));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_cut_off()
    {
        await using var served = new ServedIpc(o => o with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = await IpcClient.OpenAsync(served.SocketPath);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Silent_clients_do_not_keep_others_out()
    {
        await using var served = new ServedIpc(o => o with { MaxHandshakes = 8 });
        var token = served.Runtime.Add("a");
        var silent = new List<IpcClient>();
        for (var i = 0; i < 40; i++) silent.Add(await IpcClient.OpenAsync(served.SocketPath));
        using var client = await IpcClient.ConnectAsync(served.SocketPath, token);
        Assert.Null(await silent[0].ReadAsync()); // the oldest had to leave
        await Until.TrueAsync(() => served.Server.ConnectionCount <= 9, "the waiting room to be of its size");
        await client.AssertQuietAsync();
        silent.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task One_component_cannot_take_all_connections()
    {
        await using var served = new ServedIpc(o => o with { MaxConnections = 4, MaxConnectionsOfOne = 3 });
        var greedy = served.Runtime.Add("greedy");
        var clients = new List<IpcClient>();
        for (var i = 0; i < 3; i++) clients.Add(await IpcClient.ConnectAsync(served.SocketPath, greedy));
        Assert.Equal(MessageFlags.None, await AckAsync(served, greedy));
        using var other = await served.ConnectAsync("other");
        await other.AssertQuietAsync();
        Assert.Equal(MessageFlags.None, await AckAsync(served, served.Runtime.Add("late"))); // four in total
        clients[0].Dispose();
        await Until.TrueAsync(async () => await AckAsync(served, greedy) == MessageFlags.ConnectionAccepted, "the place to be free again");
        clients.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task The_socket_is_for_every_user_and_a_file_left_there_is_replaced()
    {
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Assert.Equal(All, File.GetUnixFileMode(_served.SocketPath));
        using var folder = new ScratchFolder();
        var path = folder["ipc.socket"];
        await File.WriteAllTextAsync(path, "left over");
        using (Edge.Ipc.Connections.IpcSocket.Listen(path))
        {
            using var client = await IpcClient.OpenAsync(path);
        }
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_reached_by_a_relative_one()
    {
        using var folder = new ScratchFolder();
        var deep = Directory.CreateDirectory(Path.Combine(folder.Path, new string('d', 120))).FullName;
        var path = Path.Combine(deep, "ipc.socket");
        Assert.True(Edge.Ipc.Connections.IpcSocket.IsTooLong(path));
        using var listener = Edge.Ipc.Connections.IpcSocket.Listen(path);
        var link = folder["l"];
        Directory.CreateSymbolicLink(link, deep);
        using var client = await IpcClient.OpenAsync(Path.Combine(link, "ipc.socket"));
        using var accepted = await listener.AcceptAsync();
    }

    [Fact]
    public async Task A_socket_that_cannot_be_is_refused_with_its_path()
    {
        var e = Assert.Throws<Core.InvalidInputException>(() => Edge.Ipc.Connections.IpcSocket.Listen("/proc/ipc.socket"));
        Assert.Contains("/proc/ipc.socket", e.Message, StringComparison.Ordinal);
        await _served.DisposeAsync();
        Assert.False(File.Exists(_served.SocketPath));
    }

    private static async Task<MessageFlags> AckAsync(ServedIpc served, string token)
    {
        using var client = await IpcClient.OpenAsync(served.SocketPath);
        await client.SendConnectAsync($$"""{"authToken":"{{token}}"}""");
        return (await client.ReadAsync())!.Flags;
    }
}
