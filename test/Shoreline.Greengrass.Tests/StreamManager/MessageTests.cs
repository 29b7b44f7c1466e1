using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Greengrass.Tests.StreamManager;

public sealed class MessageTests
{
    private static readonly ExportDefinition AllKinds = new()
    {
        Http = [new() { Identifier = "h", Uri = "https://lake.example", ExportFormat = ExportFormat.JsonBatched, BatchSize = 500, Priority = 1, Disabled = true }],
        IoTAnalytics = [new() { Identifier = "a", IotChannel = "c", IotMsgIdPrefix = "p" }],
        Kinesis = [new() { Identifier = "k", KinesisStreamName = "s", BatchIntervalMillis = 60_000 }, new() { Identifier = "k2", KinesisStreamName = "s" }],
        IoTSiteWise = [new() { Identifier = "w", StartSequenceNumber = 0 }],
        S3TaskExecutor = [new() { Identifier = "s3", StatusConfig = new() { StatusLevel = StatusLevel.Trace, StatusStreamName = "status" } }],
    };

    private static readonly byte[][] RequestPayloads =
    [
        .. new[] { Exchanges.Connect, Exchanges.Create, Exchanges.Append, Exchanges.AppendIndefinite, Exchanges.Read, Exchanges.List, Exchanges.Describe },
        Frame(new UpdateMessageStreamRequest { RequestId = "u", Definition = Definition(AllKinds) }),
    ];

    private static readonly byte[][] ResponseFrames =
        [Exchanges.ConnectResponse, Exchanges.AppendResponse, Exchanges.ReadResponse, Exchanges.ListResponse, Exchanges.CreateResponse, Exchanges.UnknownOperation];

    [Fact]
    public void Every_kind_of_export_survives_the_way_there_and_back()
    {
        var bytes = AllKinds.ToBytes();
        Assert.Equal(bytes, ExportDefinition.FromBytes(bytes).ToBytes());
        Assert.Equal(6, ExportDefinition.FromBytes(bytes).All().Count());
        Assert.Empty(Definition(AllKinds).Faults());
    }

    [Fact]
    public void Any_cut_or_flipped_request_is_read_refused_or_unanswerable_and_nothing_else() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt, NonNegativeInt>((which, cut, flip) =>
        {
            var frame = RequestPayloads[which.Get % RequestPayloads.Length];
            var payload = Damage(frame, cut.Get, flip.Get);
            RequestId.TryReadFirst(payload, out _);
            if (!RequestId.TryRead(payload, out var id)) return;
            try
            {
                StreamManagerRequest.Read(FrameHeader.Read(frame).Operation, payload, id);
            }
            catch (InvalidMessageException)
            {
                // Answered with status 3.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Any_cut_or_flipped_response_is_read_or_refused_and_nothing_else() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt, NonNegativeInt>((which, cut, flip) =>
        {
            var frame = ResponseFrames[which.Get % ResponseFrames.Length];
            try
            {
                StreamManagerResponse.Read(FrameHeader.Read(frame).Operation, Damage(frame, cut.Get, flip.Get));
            }
            catch (InvalidMessageException)
            {
                // The client drops the connection.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("a1 69 726571756573744964 60", false)] // an empty id
    [InlineData("a1 69 726571756573744964 61 20", true)] // the Node.js client's only id
    [InlineData("a1 69 726571756573744964 61 0a", false)] // a line break
    [InlineData("a1 69 726571756573744964 01", false)] // a number
    [InlineData("a0", false)]
    [InlineData("80", false)]
    [InlineData("a2 00 01 69 726571756573744964 61 78", true)] // a key that is no text is passed over
    [InlineData("a1 69 726571756573744964 61 78 00", false)] // something follows
    public void A_request_id_is_found_or_the_request_cannot_be_answered(string payload, bool usable) =>
        Assert.Equal(usable, RequestId.TryRead(Hex.Bytes(payload), out _));

    [Fact]
    public void The_request_id_of_a_request_that_is_too_large_is_found_in_its_beginning()
    {
        Assert.True(RequestId.TryReadFirst(Exchanges.Append.AsMemory(FrameHeader.Bytes, 20), out var id));
        Assert.Equal("r-2", id);
        Assert.True(RequestId.TryReadFirst(Exchanges.AppendIndefinite.AsMemory(FrameHeader.Bytes, 20), out _));
        Assert.False(RequestId.TryReadFirst(Exchanges.Append.AsMemory(FrameHeader.Bytes, 12), out _));
    }

    [Theory]
    [InlineData("a2 69 726571756573744964 61 78 64 6e616d65 01", "'name': text is wanted, not WholeNumber")]
    [InlineData("a1 69 726571756573744964 61 78", "'name' is missing")]
    [InlineData("a2 69 726571756573744964 61 78 64 6e616d65 f6", "'name' is missing")] // null is as if absent
    public void A_wrong_field_is_named(string payload, string message) => Assert.Equal(message, Assert.Throws<InvalidMessageException>(
        () => StreamManagerRequest.Read(Operation.DescribeMessageStream, Hex.Bytes(payload), "x")).Message);

    [Fact]
    public void Every_broken_rule_of_a_definition_is_reported()
    {
        var definition = Definition(new ExportDefinition
        {
            Http = [new() { Identifier = "twice", Uri = "", BatchSize = 501 }],
            Kinesis = [new() { Identifier = "twice", KinesisStreamName = "k", Priority = 11 }],
        }) with
        { Name = "a\n", MaxSize = 1023, TimeToLiveMillis = 59_999 };
        var faults = definition.Faults();
        foreach (var part in new[] { "name must", "maxSize is 1023", "streamSegmentSize, 16777216, is above", "timeToLiveMillis", "uri is empty", "batchSize is 501", "priority is 11", "occurs twice" })
        {
            Assert.Contains(faults, f => f.Contains(part, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0, 0, 1, 1, true)]
    [InlineData(-1, 0, 1, 1, false)]
    [InlineData(0, -1, 1, 1, false)]
    [InlineData(0, 9_223_372_036_855, 1, 1, false)]
    [InlineData(0, 0, 0, 1, false)]
    [InlineData(0, 0, 2, 1, false)]
    [InlineData(0, 0, 1, 2_147_483_648, false)]
    public void Read_options_are_checked(long start, long timeout, long min, long max, bool good) => Assert.Equal(good, new ReadMessagesOptions
    {
        DesiredStartSequenceNumber = start,
        ReadTimeoutMillis = timeout,
        MinMessageCount = min,
        MaxMessageCount = max,
    }.Fault() is null);

    [Fact]
    public void Read_options_may_be_left_out() => Assert.Null(new ReadMessagesOptions().Fault());

    [Fact]
    public void A_connect_s_text_does_not_hold_the_token() =>
        Assert.DoesNotContain("secret", new ConnectRequest { RequestId = "x", ProtocolVersion = "1.1.0", AuthToken = "secret" }.ToString(), StringComparison.Ordinal);

    private static MessageStreamDefinition Definition(ExportDefinition exports) =>
        new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData, ExportDefinition = exports };

    private static byte[] Frame(StreamManagerRequest request)
    {
        using var writer = new CborWriter();
        FrameWriter.Add(writer, request);
        return writer.Written.ToArray();
    }

    internal static byte[] Damage(byte[] frame, int cut, int flip)
    {
        var payload = frame[FrameHeader.Bytes..];
        if (cut % 3 == 0) payload = payload[..(cut / 3 % (payload.Length + 1))];
        if (payload.Length > 0 && flip % 3 > 0) payload[flip / 3 % payload.Length] ^= (byte)(1 << (flip % 8));
        return payload;
    }
}
