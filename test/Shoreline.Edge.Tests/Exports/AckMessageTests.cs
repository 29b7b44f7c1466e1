using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Edge.Exports.Mqtt;

namespace Shoreline.Edge.Tests.Exports;

public sealed class AckMessageTests
{
    [Fact]
    public void Ranges_are_read()
    {
        var ack = AckMessage.TryParse("""{"incarnation":"6f1c","ranges":[[0,499],[520,611]],"later":true}"""u8);

        Assert.Equal("6f1c", ack!.Incarnation);
        Assert.Equal([(0, 499), (520, 611)], ack.Ranges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"incarnation":"6f1c"}""")]
    [InlineData("""{"incarnation":"6f1c","ranges":[[5,4]]}""")]
    [InlineData("""{"incarnation":"6f1c","ranges":[[-1,4]]}""")]
    [InlineData("""{"incarnation":"6f1c","ranges":[[1,2,3]]}""")]
    [InlineData("""{"incarnation":"6f1c","ranges":[null]}""")]
    [InlineData("""{"incarnation":"6f1c","ranges":[["a","b"]]}""")]
    public void What_is_not_an_acknowledgement_is_none(string text) => Assert.Null(AckMessage.TryParse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Any_cut_or_changed_byte_is_refused_or_read_never_a_crash() =>
        Prop.ForAll<byte, NonNegativeInt>((value, position) =>
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(new { incarnation = "6f1c", ranges = new[] { new[] { 0, 499 }, [520, 611] } });
            var at = position.Get % text.Length;
            AckMessage.TryParse(text.AsSpan(0, at));
            text[at] = value;
            AckMessage.TryParse(text);
        }).QuickCheckThrowOnFailure();
}
