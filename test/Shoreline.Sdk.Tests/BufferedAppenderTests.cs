using System.Collections.Concurrent;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk.Tests;

public sealed class BufferedAppenderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ScriptedServer _server = new();
    private readonly ConcurrentQueue<DroppedRecord> _dropped = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_stream_that_does_not_exist_yet_is_waited_for()
    {
        var (client, connection) = await ConnectAsync();
        await using var appender = new BufferedAppender(client, "s", Telling(new()));
        appender.TryAppend(new byte[] { 1 });
        for (var i = 0; i < 3; i++) await AnswerAsync(connection, StatusCode.ResourceNotFound);
        await Until.TrueAsync(() => appender.LastError?.Contains("as the test wants", StringComparison.Ordinal) ?? false, "the failure to show");
        await AnswerAsync(connection, StatusCode.Success);
        Assert.True(await appender.CompleteAsync(Patience));
        Assert.Equal((1, 0, null), (appender.Appended, appender.Dropped, appender.LastError));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_the_server_refuses_for_good_is_given_up_and_told()
    {
        var (client, connection) = await ConnectAsync();
        await using var appender = new BufferedAppender(client, "s", Telling(new()));
        appender.TryAppend(new byte[] { 5 });
        await AnswerAsync(connection, StatusCode.InvalidRequest);
        Assert.True(await appender.CompleteAsync(Patience));
        Assert.Equal((0, 1, 1), (appender.Appended, appender.Dropped, appender.DroppedBecause(DropCause.Refused)));
        var record = Assert.Single(_dropped);
        Assert.Equal((DropCause.Refused, 5), (record.Cause, record.Payload.Span[0]));
        Assert.Contains("as the test wants", record.Reason, StringComparison.Ordinal);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Behind_a_refused_record_the_others_go_on_in_their_order()
    {
        var (client, connection) = await ConnectAsync();
        await using var appender = new BufferedAppender(client, "s", Telling(new()));
        for (byte i = 0; i < 5; i++) appender.TryAppend(new[] { i });
        var stored = new List<byte>();
        while (stored.Count < 4)
        {
            var request = (AppendMessageRequest)await connection.ReadAsync();
            var number = request.Payload.Span[0];
            if (number == 1) await AnswerAsync(connection, request, StatusCode.RequestPayloadTooLarge);
            else await connection.AnswerAsync(request, number);
            if (number != 1) stored.Add(number);
        }
        Assert.True(await appender.CompleteAsync(Patience));
        Assert.Equal([0, 2, 3, 4], stored);
        Assert.Equal((4, 1), (appender.Appended, appender.DroppedBecause(DropCause.Refused)));
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData(2, 1 << 20)]
    [InlineData(100, 20)]
    public async Task A_full_buffer_gives_up_the_newest_record_and_tells_its_owner(int maxRecords, long maxBytes)
    {
        var (client, connection) = await ConnectAsync();
        var appender = new BufferedAppender(client, "s", Telling(new() { MaxRecords = maxRecords, MaxBytes = maxBytes }));
        appender.TryAppend(new byte[10]);
        var first = (AppendMessageRequest)await connection.ReadAsync(); // it is under way; the others wait behind it
        var taken = 0;
        while (appender.TryAppend(new byte[10])) taken++;
        Assert.InRange(taken, 1, 2);
        Assert.Equal((DropCause.BufferFull, 1L), (Assert.Single(_dropped).Cause, appender.DroppedBecause(DropCause.BufferFull)));

        await connection.AnswerAsync(first, 0);
        for (var i = 0; i < taken; i++) await connection.AnswerAsync((AppendMessageRequest)await connection.ReadAsync(), 1 + i);
        Assert.True(await appender.CompleteAsync(Patience));
        Assert.Equal(taken + 1, appender.Appended);
        await appender.DisposeAsync();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_still_waits_when_it_is_disposed_is_given_up_and_told()
    {
        var (client, connection) = await ConnectAsync();
        var appender = new BufferedAppender(client, "s", Telling(new()));
        for (byte i = 0; i < 10; i++) appender.TryAppend(new[] { i });
        await connection.ReadAsync();
        Assert.False(await appender.CompleteAsync(TimeSpan.FromMilliseconds(10)));
        await appender.DisposeAsync();
        Assert.Equal(10, appender.DroppedBecause(DropCause.Stopped));
        Assert.Equal(Enumerable.Range(0, 10), _dropped.Select(d => (int)d.Payload.Span[0]));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_disposed_first_ends_it_and_nothing_is_lost_in_silence()
    {
        var (client, connection) = await ConnectAsync();
        var appender = new BufferedAppender(client, "s", Telling(new()));
        appender.TryAppend(new byte[] { 1 });
        await connection.ReadAsync();
        await client.DisposeAsync();
        await Until.TrueAsync(() => appender.DroppedBecause(DropCause.Stopped) == 1, "the record to be given up");
        Assert.False(appender.TryAppend(new byte[] { 2 }));
        await appender.DisposeAsync();
        Assert.Equal(2, appender.Dropped);
    }

    private BufferedAppenderOptions Telling(BufferedAppenderOptions options) => options with { OnDropped = _dropped.Enqueue };

    private static async Task AnswerAsync(ScriptedConnection connection, StatusCode status) =>
        await AnswerAsync(connection, (AppendMessageRequest)await connection.ReadAsync(), status);

    private static Task AnswerAsync(ScriptedConnection connection, AppendMessageRequest request, StatusCode status) => connection.SendAsync(
        Operation.AppendMessageResponse,
        new AppendMessageResponse { RequestId = request.RequestId, Status = status, SequenceNumber = status == StatusCode.Success ? 0 : null, ErrorMessage = "as the test wants" });

    private async Task<(StreamManagerClient Client, ScriptedConnection Connection)> ConnectAsync()
    {
        var accepting = _server.AcceptAsync();
        var client = await StreamManagerClient.ConnectAsync(_server.Options);
        return (client, await accepting);
    }
}
