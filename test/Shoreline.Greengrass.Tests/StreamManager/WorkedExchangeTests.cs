using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Greengrass.Tests.StreamManager;

/// <summary>We write the specification's section 7 byte for byte, and read it to what it says.</summary>
public sealed class WorkedExchangeTests
{
    private static readonly MessageStreamDefinition Camera = new() { Name = "cam-1", StrategyOnFull = StrategyOnFull.OverwriteOldestData };

    public static TheoryData<string, byte[], StreamManagerRequest> Requests => new()
    {
        { "7.1", Exchanges.Connect, new ConnectRequest { RequestId = "c-1", ProtocolVersion = "1.1.0", OtherSupportedProtocolVersions = ["1.0.0"], SdkVersion = "1.1.1" } },
        { "7.2", Exchanges.Create, new CreateMessageStreamRequest { RequestId = "r-1", Definition = Camera } },
        { "7.3", Exchanges.Append, new AppendMessageRequest { RequestId = "r-2", Name = "cam-1", Payload = Hex.Bytes("deadbeef") } },
        { "7.4", Exchanges.Read, new ReadMessagesRequest
            {
                RequestId = "r-3", StreamName = "cam-1",
                ReadMessagesOptions = new() { DesiredStartSequenceNumber = 0, MinMessageCount = 1, MaxMessageCount = 10, ReadTimeoutMillis = 1000 },
            } },
        { "7.5 list", Exchanges.List, new ListStreamsRequest { RequestId = "r-5" } },
        { "7.5 describe", Exchanges.Describe, new DescribeMessageStreamRequest { RequestId = "r-7", Name = "cam-1" } },
    };

    public static TheoryData<string, byte[], StreamManagerResponse> Responses => new()
    {
        { "7.1", Exchanges.ConnectResponse, new ConnectResponse
            {
                RequestId = "c-1", ProtocolVersion = "1.1.0", SupportedProtocolVersions = ["1.1.0", "1.0.0"], ServerVersion = "0.1.0", ClientIdentifier = "7",
            } },
        { "7.2", Exchanges.CreateResponse, new StreamManagerResponse { RequestId = "r-1" } },
        { "7.3", Exchanges.AppendResponse, new AppendMessageResponse { RequestId = "r-2", SequenceNumber = 0 } },
        { "7.4", Exchanges.ReadResponse, new ReadMessagesResponse { RequestId = "r-3", Messages = [new("cam-1", 0, 1_700_000_000_000, Hex.Bytes("deadbeef"))] } },
        { "7.4 not enough", Exchanges.NotEnough, new ReadMessagesResponse { RequestId = "r-4", Status = StatusCode.NotEnoughMessages, ErrorMessage = "not enough messages" } },
        { "7.5", Exchanges.ListResponse, new ListStreamsResponse { RequestId = "r-5", Streams = ["cam-1"] } },
        { "7.5 unknown", Exchanges.UnknownOperation, new StreamManagerResponse { RequestId = "r-6", Status = StatusCode.UnknownOperation, ErrorMessage = "unknown operation 42" } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Requests_are_written_and_read_as_the_specification_has_them(string section, byte[] bytes, StreamManagerRequest request)
    {
        Assert.NotEmpty(section);
        using var writer = new CborWriter();
        FrameWriter.Add(writer, request);
        Assert.Equal(bytes, writer.Written.ToArray());

        var header = FrameHeader.Read(bytes);
        Assert.True(header.IsValid && header.Operation == request.Operation && header.PayloadBytes == bytes.Length - FrameHeader.Bytes);
        var payload = bytes.AsMemory(FrameHeader.Bytes);
        Assert.True(RequestId.TryRead(payload, out var id));
        writer.Clear();
        FrameWriter.Add(writer, StreamManagerRequest.Read(header.Operation, payload, id));
        Assert.Equal(bytes, writer.Written.ToArray());
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Responses_are_written_and_read_as_the_specification_has_them(string section, byte[] bytes, StreamManagerResponse response)
    {
        Assert.NotEmpty(section);
        var operation = FrameHeader.Read(bytes).Operation;
        using var writer = new CborWriter();
        FrameWriter.Add(writer, operation, response);
        Assert.Equal(bytes, writer.Written.ToArray());

        var read = StreamManagerResponse.Read(operation, bytes.AsMemory(FrameHeader.Bytes));
        Assert.Equal((response.RequestId, response.Status, response.ErrorMessage), (read.RequestId, read.Status, read.ErrorMessage));
        writer.Clear();
        FrameWriter.Add(writer, operation, read);
        Assert.Equal(bytes, writer.Written.ToArray());
    }

    [Fact]
    public void A_java_client_s_map_of_indefinite_length_is_the_same_request()
    {
        var payload = Exchanges.AppendIndefinite.AsMemory(FrameHeader.Bytes);
        Assert.True(RequestId.TryRead(payload, out var id));
        var request = Assert.IsType<AppendMessageRequest>(StreamManagerRequest.Read(Operation.AppendMessage, payload, id));
        Assert.Equal(("r-2", "cam-1"), (request.RequestId, request.Name));
        Assert.Equal(Hex.Bytes("deadbeef"), request.Payload.ToArray());
    }

    [Fact]
    public void A_describe_s_answer_has_the_length_that_the_specification_says()
    {
        using var writer = new CborWriter();
        FrameWriter.Add(writer, Operation.DescribeMessageStreamResponse, new DescribeMessageStreamResponse
        {
            RequestId = "r-7",
            MessageStreamInfo = new(Camera.Effective(), new StorageStatus(0, 0, 36), []),
        });
        var header = FrameHeader.Read(writer.Written.Span);
        Assert.Equal(0x135, header.Length);
        var read = Assert.IsType<DescribeMessageStreamResponse>(StreamManagerResponse.Read(header.Operation, writer.Written[FrameHeader.Bytes..]));
        Assert.Equal(new StorageStatus(0, 0, 36), read.MessageStreamInfo!.StorageStatus);
        Assert.Empty(read.MessageStreamInfo.Definition.ExportDefinition!.Kinesis!);
        Assert.Empty(read.MessageStreamInfo.Definition.Faults());
    }
}
