using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Edge.MqttProxy;

namespace Shoreline.Edge.Tests.MqttProxy;

public sealed class ProxyRecordTests
{
    [Fact]
    public void Any_record_comes_back_as_it_was() =>
        Prop.ForAll<byte[], NonNull<string>, uint?>((payload, text, expiry) =>
        {
            var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)); // lone surrogates are no text
            var record = new ProxyRecord
            {
                Topic = "t/" + clean,
                Qos = payload.Length % 2,
                Retain = payload.Length % 3 == 0,
                Payload = payload,
                ExpirySeconds = expiry,
                CorrelationData = payload,
                ContentType = clean,
                ResponseTopic = clean,
                IsText = false,
                UserProperties = [new(clean, clean), new("\n", "")],
            };
            var back = ProxyRecord.Decode(record.Encode())!;
            Assert.Equal((record.Topic, record.Qos, record.Retain, record.ExpirySeconds), (back.Topic, back.Qos, back.Retain, back.ExpirySeconds));
            Assert.Equal((record.ContentType, record.ResponseTopic, record.IsText), (back.ContentType, back.ResponseTopic, back.IsText));
            Assert.Equal(record.UserProperties, back.UserProperties);
            Assert.Equal(payload, back.Payload.ToArray());
            Assert.Equal(payload, back.CorrelationData!.Value.ToArray());
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("no line feed")]
    [InlineData("{}\nx")]
    [InlineData("[]\nx")]
    [InlineData("""{"schema":"shoreline.mqtt-proxy/2","topic":"t","qos":1}""" + "\n")]
    [InlineData("""{"schema":"shoreline.mqtt-proxy/1","topic":"t","qos":"1"}""" + "\n")]
    [InlineData("""{"schema":"shoreline.mqtt-proxy/1","topic":"t","qos":1,"userProperties":[["a"]]}""" + "\n")]
    [InlineData("""{"schema":"shoreline.mqtt-proxy/1","topic":"t","qos":1,"correlationData":"%"}""" + "\n")]
    public void What_is_no_record_is_none(string record) => Assert.Null(ProxyRecord.Decode(Encoding.UTF8.GetBytes(record)));
}
