using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Messaging.Broker;

namespace Shoreline.Messaging.Tests.Broker;

public sealed class MosquittoProcessTests : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_serves_clients_until_it_is_disposed()
    {
        int id;
        await using (var broker = await StartAsync())
        {
            await using var client = await ConnectAsync(broker);
            await client.PublishAsync("t", "x"u8.ToArray(), cancellationToken: Patience);
            id = broker.ProcessId;
        }
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task Retained_messages_survive_a_restart()
    {
        await using (var broker = await StartAsync())
        await using (var client = await ConnectAsync(broker))
        {
            await client.PublishAsync("kept", "state"u8.ToArray(), new(1, Retain: true), Patience);
        }
        await using var again = await StartAsync();
        await using var reader = await ConnectAsync(again);
        var arrived = new TaskCompletionSource<MqttMessage>();
        await reader.SubscribeAsync("kept", 1, m => { arrived.TrySetResult(m); return default; }, Patience);
        Assert.True((await arrived.Task.WaitAsync(Patience)).Retained);
    }

    [Fact]
    public async Task Its_end_is_reported_when_someone_else_kills_it()
    {
        await using var broker = await StartAsync();
        using (var process = Process.GetProcessById(broker.ProcessId)) process.Kill();
        Assert.NotEqual(0, await broker.Exited.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_broker_left_over_in_the_folder_is_stopped_first()
    {
        await using var left = await StartAsync();
        await using var next = await StartAsync();
        await left.Exited.WaitAsync(Patience);
        await using var client = await ConnectAsync(next);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task The_process_id_is_that_of_the_broker_itself()
    {
        await using var broker = await StartAsync();
        var commandLine = await File.ReadAllTextAsync($"/proc/{broker.ProcessId}/cmdline");
        Assert.DoesNotContain("setpriv", commandLine, StringComparison.Ordinal); // it set the signal for the parent's death and replaced itself
        Assert.StartsWith("/", commandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => MosquittoProcess.StartAsync(new() { Folder = _folder.Path, Port = port }, NullLogger.Instance, Patience));
        Assert.Contains($"Port {port} on 127.0.0.1 is in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_password_nobody_connects()
    {
        var passwords = _folder["passwords"];
        using (var tool = Process.Start("mosquitto_passwd", ["-b", "-c", passwords, "edge", "secret"])) await tool.WaitForExitAsync(Patience);
        await using var broker = await MosquittoProcess.StartAsync(new() { Folder = _folder["broker"], PasswordFile = passwords }, NullLogger.Instance, Patience);

        await using var right = MqttClient.Create(new() { Broker = broker.Endpoint, User = "edge", Password = "secret" }, NullLogger.Instance);
        right.Start();
        await right.WaitConnectedAsync(Patience);
        await using var wrong = MqttClient.Create(new() { Broker = broker.Endpoint, User = "edge", Password = "guess" }, NullLogger.Instance);
        wrong.Start();
        await Until.TrueAsync(() => wrong.LastError is not null, "the refusal");
        Assert.Contains("Not authorized", wrong.LastError, StringComparison.OrdinalIgnoreCase);
    }

    private Task<MosquittoProcess> StartAsync() => MosquittoProcess.StartAsync(new() { Folder = _folder.Path }, NullLogger.Instance, Patience);

    private static async Task<MqttClient> ConnectAsync(MosquittoProcess broker)
    {
        var client = MqttClient.Create(new() { Broker = broker.Endpoint }, NullLogger.Instance);
        client.Start();
        await client.WaitConnectedAsync(Patience);
        return client;
    }
}
