using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk.Tests;

/// <summary>What the client sends is what the specification's section 7 has, byte for byte, but for the request id; and it understands what is answered there.</summary>
public sealed class WorkedExchangeTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Requests_are_those_of_the_specification_and_answers_are_understood()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options);
        using var connection = await accepting;

        var creating = client.CreateMessageStreamAsync(new() { Name = "cam-1", StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        await ExchangeAsync("""
            0000005b 02 a2 69 726571756573744964 63 722d31 6a 646566696e6974696f6e a4 64 6e616d65 65 63616d2d31
            67 6d617853697a65 1a 10000000 71 73747265616d5365676d656e7453697a65 1a 01000000 6e 73747261746567794f6e46756c6c 01
            """, "00000018 07 a2 69 726571756573744964 63 722d31 66 737461747573 00");
        await creating;

        var appending = client.AppendMessageAsync("cam-1", Convert.FromHexString("deadbeef"));
        await ExchangeAsync(
            "00000028 04 a3 69 726571756573744964 63 722d32 64 6e616d65 65 63616d2d31 67 7061796c6f6164 44 deadbeef",
            "00000028 09 a3 69 726571756573744964 63 722d32 66 737461747573 00 6e 73657175656e63654e756d626572 00");
        Assert.Equal(0, await appending);

        const string Read = """
            0000008a 05 a3 69 726571756573744964 63 722d33 6a 73747265616d4e616d65 65 63616d2d31 73 726561644d657373616765734f7074696f6e73 a4
            78 1a 64657369726564537461727453657175656e63654e756d626572 00 6f 6d696e4d657373616765436f756e74 01
            6f 6d61784d657373616765436f756e74 0a 71 7265616454696d656f75744d696c6c6973 19 03e8
            """;
        var options = new ReadMessagesOptions { DesiredStartSequenceNumber = 0, MinMessageCount = 1, MaxMessageCount = 10, ReadTimeoutMillis = 1000 };
        var reading = client.ReadMessagesAsync("cam-1", options);
        await ExchangeAsync(Read, """
            00000065 0a a3 69 726571756573744964 63 722d33 68 6d65737361676573 81 a4 6a 73747265616d4e616d65 65 63616d2d31
            6e 73657175656e63654e756d626572 00 6a 696e6765737454696d65 1b 0000018bcfe56800 67 7061796c6f6164 44 deadbeef 66 737461747573 00
            """);
        var message = Assert.Single(await reading);
        Assert.Equal(("cam-1", 0, 1_700_000_000_000, "DEADBEEF"), (message.StreamName, message.SequenceNumber, message.IngestTimeMs, Convert.ToHexString(message.Payload.Span)));

        reading = client.ReadMessagesAsync("cam-1", options);
        await ExchangeAsync(Read, """
            00000039 0a a3 69 726571756573744964 63 722d33 66 737461747573 0d
            6c 6572726f724d657373616765 73 6e6f7420656e6f756768206d65737361676573
            """);
        Assert.Contains("not enough messages", (await Assert.ThrowsAsync<NotEnoughMessagesException>(() => reading)).Message, StringComparison.Ordinal);

        var listing = client.ListStreamsAsync();
        await ExchangeAsync(
            "00000010 0b a1 69 726571756573744964 63 722d35",
            "00000027 0c a3 69 726571756573744964 63 722d35 66 737461747573 00 67 73747265616d73 81 65 63616d2d31");
        Assert.Equal(["cam-1"], await listing);

        var describing = client.DescribeMessageStreamAsync("cam-1");
        await ExchangeAsync("0000001b 0d a2 69 726571756573744964 63 722d37 64 6e616d65 65 63616d2d31", """
            0000003a 11 a3 69 726571756573744964 63 722d37 66 737461747573 12
            6c 6572726f724d657373616765 74 756e6b6e6f776e206f7065726174696f6e203432
            """);
        await Assert.ThrowsAsync<UnknownOperationException>(() => describing);

        async Task ExchangeAsync(string request, string response)
        {
            var (sent, id) = await connection.ReadFrameAsync();
            Assert.Equal(Convert.ToHexString(WithId(Bytes(request), id)), Convert.ToHexString(sent));
            await connection.SendBytesAsync(WithId(Bytes(response), id));
        }
    }

    /// <summary>A frame with another request id, which stands first in the map and has three letters in the specification.</summary>
    private static byte[] WithId(byte[] frame, byte[] id)
    {
        const int Before = FrameHeader.Bytes + 1 + 10; // map head, "requestId"
        Assert.InRange(id.Length, 1, 23);
        byte[] changed = [.. frame[..Before], (byte)(0x60 | id.Length), .. id, .. frame[(Before + 4)..]];
        (FrameHeader.Read(frame) with { Length = changed.Length - 4 }).Write(changed);
        return changed;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(c => !char.IsWhiteSpace(c))));
}
