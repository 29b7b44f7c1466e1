using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Greengrass.Tests.StreamManager;

/// <summary>The short way for appends against the general one: it may decline, but what it does must be the same.</summary>
public sealed class AppendFrameTests
{
    [Fact]
    public void Frames_are_those_of_the_general_form() =>
        Prop.ForAll<PositiveInt, NonEmptyArray<byte>, NonNegativeInt>((number, payload, sequence) =>
        {
            var (id, name) = ($"id {number.Get}", $"stream-{number.Get % 7}");
            using var quick = new CborWriter();
            using var general = new CborWriter();

            AppendFrames.AddRequest(quick, Encoding.ASCII.GetBytes(id), name, payload.Get);
            AppendFrames.AddAnswer(quick, Encoding.ASCII.GetBytes(id), sequence.Get);
            FrameWriter.Add(general, new AppendMessageRequest { RequestId = id, Name = name, Payload = payload.Get });
            FrameWriter.Add(general, Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = id, SequenceNumber = sequence.Get });

            Assert.Equal(general.Written.ToArray(), quick.Written.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_official_clients_write_is_read()
    {
        foreach (var frame in (byte[][])[Exchanges.Append, Exchanges.AppendIndefinite])
        {
            Assert.True(AppendFrames.TryReadRequest(frame.AsMemory(FrameHeader.Bytes), out var append));
            Assert.Equal("cam-1", Encoding.ASCII.GetString(append.Name.Span));
            Assert.Equal("deadbeef", Convert.ToHexStringLower(append.Payload.Span));
        }
        Assert.True(AppendFrames.TryReadAnswer(Exchanges.AppendResponse.AsMemory(FrameHeader.Bytes), out var id, out var sequence));
        Assert.Equal(("r-2", 0), (Encoding.ASCII.GetString(id.Span), sequence));
    }

    [Fact]
    public void Whatever_it_reads_of_a_damaged_request_the_general_form_reads_too() =>
        Prop.ForAll<bool, NonNegativeInt, NonNegativeInt>((indefinite, cut, flip) =>
        {
            var payload = MessageTests.Damage(indefinite ? Exchanges.AppendIndefinite : Exchanges.Append, cut.Get, flip.Get);
            if (!AppendFrames.TryReadRequest(payload, out var quick)) return;
            Assert.True(RequestId.TryRead(payload, out var id));
            var general = (AppendMessageRequest)StreamManagerRequest.Read(Operation.AppendMessage, payload, id);
            Assert.Equal(
                (id, general.Name, Convert.ToHexString(general.Payload.Span)),
                (Encoding.ASCII.GetString(quick.RequestId.Span), Encoding.ASCII.GetString(quick.Name.Span), Convert.ToHexString(quick.Payload.Span)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Whatever_it_reads_of_a_damaged_answer_the_general_form_reads_too() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt>((cut, flip) =>
        {
            var payload = MessageTests.Damage(Exchanges.AppendResponse, cut.Get, flip.Get);
            if (!AppendFrames.TryReadAnswer(payload, out var id, out var sequence) || !System.Text.Unicode.Utf8.IsValid(id.Span)) return;
            var general = (AppendMessageResponse)StreamManagerResponse.Read(Operation.AppendMessageResponse, payload);
            Assert.Equal((general.RequestId, general.SequenceNumber), (Encoding.UTF8.GetString(id.Span), sequence));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("", "s", new byte[] { 1 })]
    [InlineData("i", "", new byte[] { 1 })]
    [InlineData("i", "ü", new byte[] { 1 })]
    [InlineData("i\n", "s", new byte[] { 1 })]
    [InlineData("i", "s", new byte[0])]
    public void What_is_not_plain_is_left_to_the_general_form(string id, string name, byte[] payload)
    {
        using var writer = new CborWriter();
        AppendFrames.AddRequest(writer, Encoding.UTF8.GetBytes(id), name, payload);
        Assert.False(AppendFrames.TryReadRequest(writer.Written[FrameHeader.Bytes..], out _));
    }
}
