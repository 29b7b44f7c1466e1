using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Local publish and subscribe (greengrass-ipc, 6.1; acceptance 7, 9 and 15).</summary>
public sealed class PubSubTests : IAsyncLifetime
{
    private readonly ServedIpc _served = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task A_message_reaches_its_subscriber_as_it_was_published()
    {
        using var subscriber = await _served.ConnectAsync("s");
        using var publisher = await _served.ConnectAsync("p");
        Assert.Equal("{}", await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"cam/7"}"""));
        Assert.Equal("{}", await publisher.OkAsync(IpcOperations.PublishToTopic, """
            {"publishMessage":{"other":[{}],"jsonMessage":{"context":{"topic":"forged"},"message":{"a":1,"b":1.0,"c":1e2,"n":null,"e":"\u00fc"}},"binaryMessage":null},"x":{"y":1},"topic":"cam\/7"}
            """));
        var received = await subscriber.ReadAsync();
        Assert.Equal((1, "SubscriptionResponseMessage", false), (received!.StreamId, received.ShapeName, received.Terminates));
        Assert.Equal("""{"jsonMessage":{"message":{"a":1,"b":1.0,"c":1e2,"n":null,"e":"\u00fc"},"context":{"topic":"cam\/7"}}}""", received.Payload);

        await publisher.OkAsync(IpcOperations.PublishToTopic, """{"topic":"cam/7","publishMessage":{"binaryMessage":{"message":"aGVsbG8="}}}""");
        Assert.Equal("""{"binaryMessage":{"message":"aGVsbG8=","context":{"topic":"cam/7"}}}""", (await subscriber.ReadAsync())!.Payload);
    }

    [Theory]
    [InlineData("foo/bar", "foo/bar", true)]
    [InlineData("foo/bar", "foo/BAR", false)]
    [InlineData("foo/bar", "foo/bar/", true)]
    [InlineData("foo/bar/", "foo/bar", true)]
    [InlineData("foo/bar", "foo/bar/baz", false)]
    [InlineData("foo/#", "foo", false)]
    [InlineData("foo/#", "foo/", false)]
    [InlineData("foo/#", "foo/bar", true)]
    [InlineData("foo/#", "foo/bar/baz", true)]
    [InlineData("#", "foo", true)]
    [InlineData("#", "/", true)]
    [InlineData("#", "$aws/things/x", true)]
    [InlineData("+", "foo", true)]
    [InlineData("+", "foo/", true)]
    [InlineData("+", "/foo", false)]
    [InlineData("/+", "/foo", true)]
    [InlineData("+/+", "/foo", true)]
    [InlineData("foo/+", "foo/bar/baz", false)]
    [InlineData("foo/+/baz/#", "foo//baz/bar", true)]
    [InlineData("foo/+/baz/#", "foo/x/baz", false)]
    [InlineData("+/bar/#", "foo/bar/baz", true)]
    [InlineData("foo+", "foox", false)]
    [InlineData("foo/#/baz", "foo/bar/baz", false)]
    [InlineData("a*", "ab", false)]
    [InlineData("//", "/", true)]
    public async Task Acceptance_7_filters_match_as_the_table_says(string filter, string topic, bool matches)
    {
        using var subscriber = await _served.ConnectAsync("s");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{filter}}","receiveMode":"RECEIVE_ALL_MESSAGES"}""");
        using var publisher = await _served.ConnectAsync("p");
        await PublishAsync(publisher, topic, 1);
        if (matches) Assert.Equal("1", Number(await subscriber.ReadAsync()));
        await subscriber.AssertQuietAsync();
    }

    [Theory]
    [InlineData("t", null, true)]
    [InlineData("t/#", null, false)]
    [InlineData("+", null, false)]
    [InlineData("t/#", "RECEIVE_ALL_MESSAGES", true)]
    [InlineData("t", "RECEIVE_MESSAGES_FROM_OTHERS", false)]
    [InlineData("t", "RECEIVE_ALL_MESSAGES", true)]
    public async Task Acceptance_7_own_messages_come_as_the_receive_mode_says(string filter, string? mode, bool comes)
    {
        var topic = filter.StartsWith("t/", StringComparison.Ordinal) ? "t/x" : "t";
        using var own = await _served.ConnectAsync("s");
        var member = mode is null ? "" : $$""","receiveMode":"{{mode}}" """;
        await own.OkAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{filter}}"{{member}}}""");
        using var same = await _served.ConnectAsync("s"); // the component counts, not the connection
        await PublishAsync(same, topic, 1);
        if (comes) Assert.Equal("1", Number(await own.ReadAsync()));
        using var other = await _served.ConnectAsync("o");
        await PublishAsync(other, topic, 2);
        Assert.Equal("2", Number(await own.ReadAsync()));
        await own.AssertQuietAsync();
    }

    [Fact]
    public async Task Each_stream_gets_a_message_once_and_each_stream_of_a_component_gets_it()
    {
        using var subscriber = await _served.ConnectAsync("s");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"a/+/#"}""");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"a/b/c"}""");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"a/b/c"}""");
        using var publisher = await _served.ConnectAsync("p");
        await PublishAsync(publisher, "a/b/c", 5);
        var streams = new List<int>();
        for (var i = 0; i < 3; i++) streams.Add((await subscriber.ReadAsync())!.StreamId);
        Assert.Equal([1, 2, 3], streams.Order());
        await subscriber.AssertQuietAsync();
    }

    [Fact]
    public async Task Acceptance_9_a_thousand_messages_arrive_in_order_at_three_subscribers()
    {
        using var first = await _served.ConnectAsync("a");
        using var second = await _served.ConnectAsync("b");
        using var third = await _served.ConnectAsync("c");
        IpcClient[] subscribers = [first, second, third];
        foreach (var subscriber in subscribers) await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"n/#"}""");
        using var publisher = await _served.ConnectAsync("p");
        for (var i = 0; i < 1000; i++)
        {
            await publisher.BeginAsync(IpcOperations.PublishToTopic, Publish("n/x", i));
        }
        foreach (var subscriber in subscribers)
        {
            for (var i = 0; i < 1000; i++) Assert.Equal($"{i}", Number(await subscriber.ReadAsync()));
        }
        for (var i = 1; i <= 1000; i++) Assert.Equal(i, (await publisher.ReadAsync())!.StreamId);
    }

    [Fact]
    public async Task After_the_client_ends_a_stream_nothing_comes_on_it()
    {
        using var subscriber = await _served.ConnectAsync("s");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        await subscriber.TerminateAsync(1);
        await subscriber.AssertQuietAsync();
        Assert.Equal(0, _served.Parts.Topics.NodeCount);
        using var publisher = await _served.ConnectAsync("p");
        await PublishAsync(publisher, "t", 1);
        await subscriber.AssertQuietAsync();
    }

    [Fact]
    public async Task Acceptance_15_subscriptions_of_a_client_that_is_gone_vanish_within_a_second()
    {
        var subscriber = await _served.ConnectAsync("s");
        for (var i = 0; i < 20; i++) await subscriber.OkAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{i}}/+/#"}""");
        Assert.NotEqual(0, _served.Parts.Topics.NodeCount);
        subscriber.Dispose();
        await Until.TrueAsync(() => _served.Parts.Topics.NodeCount == 0, "the subscriptions to vanish", TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("""{"publishMessage":{"jsonMessage":{"message":{}}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":null,"publishMessage":{"jsonMessage":{"message":{}}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a/+","publishMessage":{"jsonMessage":{"message":{}}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a#","publishMessage":{"jsonMessage":{"message":{}}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a*","publishMessage":{"jsonMessage":{"message":{}}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a"}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a","publishMessage":{}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a","publishMessage":{"binaryMessage":{}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"a","publishMessage":{"binaryMessage":{"message":null}}}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":"","publishMessage":{"jsonMessage":{"message":{}}}}""", "UnauthorizedError")]
    [InlineData("", "InvalidArgumentsError")]
    [InlineData("""{"topic":1}""", "")]
    [InlineData("""{"topic":"a","publishMessage":{"binaryMessage":{"message":"a"}}}""", "")]
    [InlineData("""{"topic":"a","publishMessage":{"binaryMessage":{"message":{}}}}""", "")]
    [InlineData("""{"topic":"a","publishMessage":{"binaryMessage":[]}}""", "")]
    [InlineData("""{"topic":"a","topic":"b","publishMessage":{"jsonMessage":{"message":{}}}}""", "")]
    [InlineData("""{"topic":"a","publishMessage":{"jsonMessage":{"message":{}},"binaryMessage":{"message":""}}}""", "")]
    [InlineData("""{"topic":"\ud800","publishMessage":{"jsonMessage":{"message":{}}}}""", "")]
    [InlineData("""{"topic":"a","publishMessage":{"jsonMessage":{"message":{}}}} x""", "")]
    [InlineData("[]", "")]
    [InlineData("nul", "")]
    public async Task A_publish_that_cannot_be_carried_out_is_answered_and_the_connection_goes_on(string payload, string shape)
    {
        using var publisher = await _served.ConnectAsync("p");
        var error = await publisher.ErrorAsync(IpcOperations.PublishToTopic, payload);
        Assert.Equal(shape, error.Shape);
        if (shape.Length == 0) Assert.Equal("InternalServerError", error.Message);
        await publisher.AssertQuietAsync();
    }

    [Theory]
    [InlineData("""{}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":""}""", "UnauthorizedError")]
    [InlineData("""{"topic":"a","receiveMode":"ALL"}""", "InvalidArgumentsError")]
    [InlineData("""{"topic":7}""", "")]
    public async Task A_subscription_that_cannot_be_is_answered_by_an_error(string payload, string shape)
    {
        using var client = await _served.ConnectAsync("s");
        Assert.Equal(shape, await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, payload));
        await client.AssertQuietAsync();
    }

    [Fact]
    public async Task Topics_above_4096_characters_are_refused()
    {
        using var client = await _served.ConnectAsync("s");
        var topic = new string('a', 4097);
        Assert.Equal("InvalidArgumentsError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{topic}}"}"""));
        Assert.Equal("InvalidArgumentsError", await client.ErrorShapeAsync(IpcOperations.PublishToTopic, Publish(topic, 1)));
    }

    [Fact]
    public async Task A_message_of_many_mebibytes_arrives_whole()
    {
        using var subscriber = await _served.ConnectAsync("s");
        await subscriber.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        using var publisher = await _served.ConnectAsync("p");
        var message = Convert.ToBase64String(new byte[12 << 20]);
        await publisher.OkAsync(IpcOperations.PublishToTopic, $$$"""{"topic":"t","publishMessage":{"binaryMessage":{"message":"{{{message}}}"} } }""");
        Assert.Equal(message, (await subscriber.ReadAsync())!.Json.GetProperty("binaryMessage").GetProperty("message").GetString());
        await Until.TrueAsync(() => _served.Server.HeldBytes == 0, "the memory to come back");
    }

    internal static string Publish(string topic, int number) => $$$"""{"topic":"{{{topic}}}","publishMessage":{"jsonMessage":{"message":{"n":{{{number}}} } } } }""";

    internal static string PublishBytes(string topic, byte[] message) =>
        "{\"topic\":\"" + topic + "\",\"publishMessage\":{\"binaryMessage\":{\"message\":\"" + Convert.ToBase64String(message) + "\"}}}";

    private static Task<string> PublishAsync(IpcClient client, string topic, int number) =>
        client.OkAsync(IpcOperations.PublishToTopic, Publish(topic, number));

    private static string Number(Received? message) =>
        message!.Json.GetProperty("jsonMessage").GetProperty("message").GetProperty("n").GetRawText();
}
