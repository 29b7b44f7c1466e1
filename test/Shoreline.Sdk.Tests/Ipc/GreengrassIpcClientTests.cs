using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Sdk.Tests.Ipc;

public sealed class GreengrassIpcClientTests : IDisposable
{
    private readonly ScriptedNucleus _nucleus = new();

    public void Dispose() => _nucleus.Dispose();

    /// <summary>greengrass-ipc, 10.1, 10.3, 10.6.</summary>
    [Fact]
    public async Task What_is_sent_is_the_specifications_to_the_byte()
    {
        var accepting = _nucleus.AcceptRawAsync();
        var connecting = GreengrassIpcClient.ConnectAsync(_nucleus.Options);
        using var connection = await accepting;
        Assert.Equal("00000078000000" + "48D487BDC5083A76657273696F6E070005302E312E300D3A6D6573736167652D7479706504000000040E3A6D6573736167652D666C61677304000000000A3A73747265616D2D6964040000" +
            "00007B2261757468546F6B656E223A2251375A4B324D39585734543142385244227D31B12FA7", Convert.ToHexString((await connection.ReadAsync()).Bytes));
        await connection.SendAsync(o => RpcWriter.ConnectAck(o, isAccepted: true));
        await using var client = await connecting;

        var subscribing = client.PubSub.SubscribeAsync("cam/7/motion");
        var request = await connection.ReadAsync();
        Assert.Equal("0000008B0000006377AF6E080D3A6D6573736167652D7479706504000000000E3A6D6573736167652D666C61677304000000000A3A73747265616D2D696404000000010" +
            "96F7065726174696F6E07001F6177732E677265656E67726173732353756273637269626554" +
            "6F546F7069637B22746F706963223A2263616D2F372F6D6F74696F6E227D8E151F86", Convert.ToHexString(request.Bytes));
        await connection.AnswerAsync(IpcOperations.SubscribeToTopic, 1, flags: MessageFlags.None);
        await (await subscribing).DisposeAsync();
        Assert.Equal("0000004700000037374CFE3F0D3A6D6573736167652D7479706504000000000E3A6D6573736167652D666C61677304000000020A3A73747265616D2D696404000000012809C8CF",
            Convert.ToHexString((await connection.ReadAsync()).Bytes));
    }

    [Fact]
    public async Task A_refused_token_and_a_missing_nucleus_are_told_apart()
    {
        var accepting = _nucleus.AcceptAsync(isAccepted: false);
        var refused = await Assert.ThrowsAsync<IpcConnectException>(() => GreengrassIpcClient.ConnectAsync(_nucleus.Options));
        (await accepting).Dispose();
        Assert.True(refused is { IsRefused: true, IsTransient: false });
        Assert.DoesNotContain(ScriptedNucleus.Token, refused.ToString(), StringComparison.Ordinal);

        var missing = await Assert.ThrowsAsync<IpcConnectException>(() => GreengrassIpcClient.ConnectAsync(_nucleus.Options with { SocketPath = "/no/such/socket" }));
        Assert.True(missing is { IsRefused: false, IsTransient: true });
        var unknown = await Assert.ThrowsAsync<IpcConnectException>(() => GreengrassIpcClient.ConnectAsync(_nucleus.Options with { AuthToken = null }));
        Assert.Contains("SVCUID", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_under_way_at_once_are_answered_in_any_order()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var asking = Enumerable.Range(0, 50).Select(i => client.Configuration.GetLeafAsync([$"key{i}"])).ToList();
        var requests = new List<Received>();
        for (var i = 0; i < asking.Count; i++) requests.Add(await connection.ReadAsync(IpcOperations.GetConfiguration));
        Assert.Equal(Enumerable.Range(1, 50), requests.Select(r => r.StreamId));
        foreach (var request in Enumerable.Reverse(requests))
        {
            var key = request.Json["keyPath"]![0]!.GetValue<string>();
            await connection.AnswerAsync(IpcOperations.GetConfiguration, request.StreamId, $$"""{"componentName":"c","value":{"{{key}}":{{request.StreamId}}} }""");
        }
        Assert.Equal(Enumerable.Range(1, 50), (await Task.WhenAll(asking)).Select(leaf => leaf!.GetValue<int>()));
    }

    [Theory]
    [InlineData(ErrorShapes.Unauthorized, typeof(IpcUnauthorizedException))]
    [InlineData(ErrorShapes.InvalidArguments, typeof(IpcInvalidArgumentsException))]
    [InlineData(ErrorShapes.Service, typeof(IpcServiceException))]
    [InlineData(ErrorShapes.Conflict, typeof(IpcConflictException))]
    [InlineData(ErrorShapes.FailedUpdateConditionCheck, typeof(IpcFailedUpdateConditionCheckException))]
    [InlineData(ErrorShapes.ResourceNotFound, typeof(IpcResourceNotFoundException))]
    [InlineData(ErrorShapes.ComponentNotFound, typeof(IpcComponentNotFoundException))]
    [InlineData(ErrorShapes.InvalidToken, typeof(IpcInvalidTokenException))]
    [InlineData(ErrorShapes.InvalidCredential, typeof(IpcInvalidCredentialException))]
    [InlineData(ErrorShapes.InvalidClientDeviceAuthToken, typeof(IpcInvalidClientDeviceAuthTokenException))]
    [InlineData(ErrorShapes.InvalidRecipeDirectoryPath, typeof(IpcInvalidRecipeDirectoryPathException))]
    [InlineData(ErrorShapes.InvalidArtifactsDirectoryPath, typeof(IpcInvalidArtifactsDirectoryPathException))]
    [InlineData("BrandNewError", typeof(IpcOperationException))]
    [InlineData("", typeof(IpcOperationException))]
    public async Task Each_error_shape_has_its_exception(string shape, Type expected)
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var stopping = client.Components.StopAsync("c");
        var request = await connection.ReadAsync(IpcOperations.StopComponent);
        await connection.ErrorAsync(request.StreamId, shape, """{"message":"No way","resourceType":"Component","resourceName":"c","_errorCode":"X","unknown":[1]}""");
        var error = Assert.IsType<IpcOperationException>(await Assert.ThrowsAsync(expected, () => stopping), exactMatch: false);
        Assert.Equal((shape, "StopComponent", "No way", "Component", "c"), (error.Shape, error.Operation, error.Error.Message, error.Error.ResourceType, error.Error.ResourceName));
    }

    [Fact]
    public async Task Failures_outside_the_service_model_keep_their_text()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var listing = client.Components.ListAsync();
        await connection.ErrorAsync((await connection.ReadAsync()).StreamId, "", "InternalServerError", "text/plain");
        Assert.Contains("InternalServerError", (await Assert.ThrowsAsync<IpcOperationException>(() => listing)).Message, StringComparison.Ordinal);

        listing = client.Components.ListAsync();
        await connection.AnswerAsync(IpcOperations.ListComponents, (await connection.ReadAsync()).StreamId, """{"components":7}""");
        Assert.Contains("ListComponents", (await Assert.ThrowsAsync<IpcException>(() => listing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_leaves_its_stream_open_is_terminated_from_here()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var publishing = client.PubSub.PublishAsync("t", "x"u8.ToArray());
        var request = await connection.ReadAsync(IpcOperations.PublishToTopic);
        Assert.Equal("""{"topic":"t","publishMessage":{"binaryMessage":{"message":"eA=="}}}""", Encoding.UTF8.GetString(request.Payload));
        await connection.AnswerAsync(IpcOperations.PublishToTopic, request.StreamId, flags: MessageFlags.None);
        await publishing;
        var end = await connection.ReadAsync();
        Assert.True(end.IsBareEnd);
        Assert.Equal(request.StreamId, end.StreamId);
    }

    [Fact]
    public async Task A_late_answer_fails_its_own_call_only()
    {
        var (client, connection) = await _nucleus.ConnectAsync(_nucleus.Options with { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        await using var _ = client;
        using var __ = connection;
        await Assert.ThrowsAsync<IpcTimeoutException>(() => client.Deployments.ListAsync());
        var late = await connection.ReadAsync(IpcOperations.ListLocalDeployments);
        using var cancelled = new CancellationTokenSource();
        var giving = client.Components.ListAsync(cancelled.Token);
        var given = await connection.ReadAsync(IpcOperations.ListComponents);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => giving);
        await connection.AnswerAsync(IpcOperations.ListLocalDeployments, late.StreamId);
        await connection.AnswerAsync(IpcOperations.ListComponents, given.StreamId);

        var asking = client.Secrets.GetAsync("s");
        var request = await connection.ReadAsync(IpcOperations.GetSecretValue);
        await connection.AnswerAsync(IpcOperations.GetSecretValue, request.StreamId,
            """{"secretId":"arn:s","versionId":"v","versionStage":["AWSCURRENT"],"secretValue":{"secretString":"hush"}}""");
        Assert.Equal("hush", (await asking).SecretValue.SecretString);
    }

    [Fact]
    public async Task A_ping_is_answered_and_a_protocol_error_ends_all_with_its_text()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        await connection.SendAsync(o => RpcWriter.Ping(o, "echo"u8));
        var pong = await connection.ReadAsync();
        Assert.Equal((MessageType.PingResponse, "echo"), (pong.Type, Encoding.UTF8.GetString(pong.Payload)));

        var listing = client.Components.ListAsync();
        await connection.SendAsync(o => RpcWriter.ConnectionError(o, MessageType.ProtocolError, """{"message":"stream ids must grow by one"}"""u8));
        Assert.Contains("stream ids must grow by one", (await Assert.ThrowsAsync<IpcConnectionLostException>(() => listing)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IpcConnectionLostException>(() => client.Components.ListAsync());
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_the_connection()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var listing = client.Components.ListAsync();
        await connection.ReadAsync();
        await connection.SendBytesAsync(new byte[64]);
        Assert.Contains("BadPrelude", (await Assert.ThrowsAsync<IpcConnectionLostException>(() => listing)).Message, StringComparison.Ordinal);
        await connection.ReadEndAsync();
    }

    [Fact]
    public async Task Times_are_seconds_and_qualities_are_texts()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var updating = client.Configuration.UpdateAsync(new JsonObject { ["port"] = 443, ["gone"] = null }, ["mqtt"], DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
        var update = await connection.ReadAsync(IpcOperations.UpdateConfiguration);
        Assert.Equal("""{"keyPath":["mqtt"],"timestamp":1700000000.123,"valueToMerge":{"port":443,"gone":null}}""", Encoding.UTF8.GetString(update.Payload));
        await connection.AnswerAsync(IpcOperations.UpdateConfiguration, update.StreamId);
        await updating;

        var publishing = client.IotCore.PublishAsync("up", "hi"u8.ToArray());
        var publish = await connection.ReadAsync(IpcOperations.PublishToIoTCore);
        Assert.Equal("""{"topicName":"up","qos":"1","payload":"aGk="}""", Encoding.UTF8.GetString(publish.Payload));
        await connection.AnswerAsync(IpcOperations.PublishToIoTCore, publish.StreamId);
        await publishing;
    }

    [Fact]
    public async Task A_request_that_no_message_holds_is_refused_before_it_is_sent()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        await Assert.ThrowsAsync<IpcRequestTooLargeException>(() => client.PubSub.PublishAsync("t", new byte[20 << 20]));
        var publishing = client.PubSub.PublishAsync("t", new byte[10 << 20]);
        var request = await connection.ReadAsync(IpcOperations.PublishToTopic);
        await connection.AnswerAsync(IpcOperations.PublishToTopic, request.StreamId);
        await publishing;
        Assert.Equal(1, request.StreamId);
    }

    [Fact]
    public async Task Disposing_fails_what_is_under_way()
    {
        var (client, connection) = await _nucleus.ConnectAsync(_nucleus.Options with { Reconnect = true });
        using var _ = connection;
        var listing = client.Components.ListAsync();
        await connection.ReadAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => listing);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Components.ListAsync());
        await connection.ReadEndAsync();
    }

    [Fact]
    public async Task A_deployment_is_followed_through_its_states_to_the_end()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var following = Task.Run(async () =>
        {
            var states = new List<string>();
            await foreach (var deployment in client.Deployments.FollowAsync("d")) states.Add(deployment.Status);
            return states;
        });
        foreach (var state in (string[])["QUEUED", "IN_PROGRESS", "IN_PROGRESS", "FAILED"])
        {
            var request = await connection.ReadAsync(IpcOperations.GetLocalDeploymentStatus);
            await connection.AnswerAsync(IpcOperations.GetLocalDeploymentStatus, request.StreamId, $$"""{"deployment":{"deploymentId":"d","status":"{{state}}"} }""");
        }
        Assert.Equal(["QUEUED", "IN_PROGRESS", "FAILED"], await following);
    }

    [Fact]
    public async Task Publishing_in_a_row_keeps_its_order()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        const int Count = 2000;
        var answering = Task.Run(async () =>
        {
            var numbers = new List<int>();
            while (numbers.Count < Count)
            {
                var request = await connection.ReadAsync();
                numbers.Add(request.Json["publishMessage"]!["jsonMessage"]!["message"]!.GetValue<int>());
                await connection.AnswerAsync(IpcOperations.PublishToTopic, request.StreamId);
            }
            return numbers;
        });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.PubSub.PublishJsonAsync("t", JsonValue.Create(i))));
        for (var i = 200; i < Count; i++) await client.PubSub.PublishJsonAsync("t", JsonNode.Parse(i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(Enumerable.Range(0, Count), await answering);
    }
}
