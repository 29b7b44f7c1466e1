using System.Net;
using System.Net.Sockets;
using Shoreline.Edge.Page;

namespace Shoreline.Edge.Tests.Page;

/// <summary>The open port before the page's web server, and the server behind it.</summary>
public sealed class PageDoorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_came_before_the_server_is_served_first_and_the_others_after()
    {
        using var door = new PageDoor(0);
        using var early = await ConnectedAsync(door);
        using var late = await ConnectedAsync(door);
        var first = await door.AcceptAsync().WaitAsync(Patience, Cancel);
        Assert.NotNull(first);

        await using var listener = new DoorListener(door, first);
        await using var one = await listener.AcceptAsync(Cancel);
        await using var two = await listener.AcceptAsync(Cancel);

        Assert.Equal(early.LocalEndPoint, one!.RemoteEndPoint);
        Assert.Equal(late.LocalEndPoint, two!.RemoteEndPoint);
    }

    [Fact]
    public async Task Closing_ends_the_waiting_for_visitors_and_refuses_them()
    {
        using var door = new PageDoor(0);
        var address = door.Address;
        var waiting = door.AcceptAsync();
        Assert.False(waiting.IsCompleted);

        door.Dispose();

        Assert.Null(await waiting.WaitAsync(Patience, Cancel));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(address, Cancel));
    }

    [Fact]
    public void A_port_in_use_is_found_at_once()
    {
        using var door = new PageDoor(0);
        Assert.Throws<SocketException>(() => new PageDoor(door.Address.Port));
    }

    [Fact]
    public void Only_this_machine_is_let_in()
    {
        using var door = new PageDoor(0);
        Assert.Equal(IPAddress.Loopback, door.Address.Address);
    }

    private static async Task<Socket> ConnectedAsync(PageDoor door)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(door.Address, Cancel);
        return socket;
    }
}
