namespace Shoreline.Cli.Tests.Nucleus;

public sealed class MessageCommandTests : IAsyncLifetime
{
    private const string Shape = "SubscriptionResponseMessage";

    private readonly AnsweringNucleus _nucleus = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nucleus.DisposeAsync();

    [Fact]
    public async Task Text_files_and_json_are_published()
    {
        _nucleus.On("PublishToTopic", "{}").On("PublishToIoTCore", "{}");
        var file = Path.Combine(_nucleus.Root, "message.bin");
        await File.WriteAllBytesAsync(file, [0xff]);

        Assert.Empty(await _nucleus.DoneAsync("pubsub", "pub", "-t", "a", "-m", "hi"));
        await _nucleus.DoneAsync("pubsub", "pub", "-t", "a", "-m", file);
        await _nucleus.DoneAsync("pubsub", "pub", "-t", "a", "-m", """{"n":1.50}""", "--as-json");
        await _nucleus.DoneAsync("iotcore", "pub", "-t", "up", "-m", "hi", "-q", "0");

        Assert.Equal([
            """PublishToTopic {"topic":"a","publishMessage":{"binaryMessage":{"message":"aGk="}}}""",
            """PublishToTopic {"topic":"a","publishMessage":{"binaryMessage":{"message":"/w=="}}}""",
            """PublishToTopic {"topic":"a","publishMessage":{"jsonMessage":{"message":{"n":1.50}}}}""",
            """PublishToIoTCore {"topicName":"up","qos":"0","payload":"aGk="}""",
        ], _nucleus.Requests);
        (await _nucleus.RunAsync("pubsub", "pub", "-t", "a", "-m", "{", "--as-json")).Refused(ExitCodes.Usage, "no JSON");
        (await _nucleus.RunAsync("iotcore", "pub", "-t", "a", "-m", "x", "-q", "2")).Refused(ExitCodes.Usage, "'2'");
    }

    [Fact]
    public async Task Messages_are_printed_one_a_line()
    {
        _nucleus.On("SubscribeToTopic", _ => new Answer("{}")
        {
            Events =
            [
                (Shape, """{"binaryMessage":{"message":"aGk=","context":{"topic":"a/1"}}}"""), (Shape, """{"binaryMessage":{"message":"/w==","context":{"topic":"a/2"}}}"""),
                (Shape, """{"jsonMessage":{"message":{"n":1.50},"context":{"topic":"a/3"}}}"""),
            ],
        });

        var run = await _nucleus.RunAsync("pubsub", "sub", "-t", "a/#");
        Assert.Equal((ExitCodes.Done, "a/1\thi\na/2\tbase64 /w==\na/3\t{\"n\":1.50}\n"), (run.ExitCode, run.Output));
        run = await _nucleus.RunAsync("pubsub", "sub", "-t", "a/#", "--json");
        Assert.Equal("""
            {"topic":"a/1","text":"hi"}
            {"topic":"a/2","base64":"/w=="}
            {"topic":"a/3","json":{"n":1.50}}

            """, run.Output);
    }

    [Fact]
    public async Task The_brokers_messages_are_printed_too()
    {
        _nucleus.On("SubscribeToIoTCore", _ => new Answer("{}") { Events = [("IoTCoreMessage", """{"message":{"topicName":"down","payload":"aGk="}}""")] });

        Assert.Equal("down\thi\n", (await _nucleus.RunAsync("iotcore", "sub", "-t", "down")).Output);
        Assert.Equal(["""SubscribeToIoTCore {"topicName":"down","qos":"1"}"""], _nucleus.Requests);
    }

    [Fact]
    public async Task A_topic_that_may_not_be_listened_to_is_said()
    {
        _nucleus.On("SubscribeToTopic", _ => new Answer("""{"message":"Principal x is not authorized"}""", "UnauthorizedError"));

        (await _nucleus.RunAsync("pubsub", "sub", "-t", "a")).Refused(ExitCodes.Failed, "Principal x is not authorized", "SubscribeToTopic");
    }
}
