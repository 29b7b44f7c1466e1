using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary>A root folder with a nucleus behind its socket that answers as a test tells it to.</summary>
internal sealed class AnsweringNucleus : IAsyncDisposable
{
    private const string Token = "greengrass-cli-1";

    private readonly ScratchFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Func<JsonNode, Answer>> _answers = [];
    private readonly Task _running;

    public AnsweringNucleus()
    {
        Directory.CreateDirectory(TokenFolder);
        _listener.Bind(new UnixDomainSocketEndPoint(Socket));
        _listener.Listen();
        WriteToken(TokenFile, Token);
        _running = RunAsync();
    }

    public string Root => _folder.Path;

    public string Socket => _folder["ipc.socket"];

    public string TokenFolder => _folder["cli_ipc_info"];

    public static string OwnName => string.Create(CultureInfo.InvariantCulture, $"user-{UserId()}");

    public string TokenFile => Path.Combine(TokenFolder, OwnName);

    /// <summary>Requests in their order, as <c>Operation {json}</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public AnsweringNucleus On(string operation, Func<JsonNode, Answer> answer)
    {
        _answers[operation] = answer;
        return this;
    }

    public AnsweringNucleus On(string operation, string json) => On(operation, _ => new Answer(json));

    public void WriteToken(string path, string token) =>
        File.WriteAllText(path, new JsonObject { ["cli_auth_token"] = token, ["domain_socket_path"] = Socket }.ToJsonString());

    public Task<Command> RunAsync(params string[] arguments) => Command.RunAsync([.. arguments, "--root", Root]);

    /// <summary>Runs a command that must succeed without a complaint, and returns what it printed.</summary>
    public async Task<string> DoneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Empty(run.Error);
        return run.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _running;
        _folder.Dispose();
    }

    private static string UserId() =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptAsync(_stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_stopping.Token);
                var rest = read.Buffer;
                var output = new ArrayBufferWriter<byte>();
                while (EventMessage.TryRead(ref rest, EventStreamFormat.MaxMessageBytes, out var raw) == DecodeStatus.Whole)
                {
                    Assert.Equal(RpcStatus.Ok, RpcMessage.TryRead(raw, out var message));
                    Reply(message, output);
                }
                reader.AdvanceTo(rest.Start, rest.End);
                await stream.WriteAsync(output.WrittenMemory, _stopping.Token);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // the test or the command has ended
        }
    }

    private void Reply(in RpcMessage message, ArrayBufferWriter<byte> output)
    {
        if (message.Type == MessageType.Connect)
        {
            RpcWriter.ConnectAck(output, JsonNode.Parse(message.Payload.ToArray())!["authToken"]!.GetValue<string>() == Token);
            return;
        }
        if (message.Operation.IsEmpty) return; // the end of a stream
        var operation = Encoding.UTF8.GetString(message.Operation.Span)[IpcOperation.Namespace.Length..];
        var json = Encoding.UTF8.GetString(message.Payload);
        Requests.Enqueue($"{operation} {json}");
        var answer = _answers[operation](JsonNode.Parse(json)!);
        var isStream = answer.Events.Count > 0;
        RpcWriter.Application(
            output, answer.Error is null ? MessageType.Application : MessageType.ApplicationError, isStream ? MessageFlags.None : MessageFlags.TerminateStream, message.StreamId,
            Encoding.UTF8.GetBytes(IpcOperation.Namespace + (answer.Error ?? operation + "Response")), RpcNames.Json, Encoding.UTF8.GetBytes(answer.Json));
        foreach (var (shape, e) in answer.Events)
        {
            RpcWriter.Application(
                output, MessageType.Application, MessageFlags.None, message.StreamId, Encoding.UTF8.GetBytes(IpcOperation.Namespace + shape), RpcNames.Json, Encoding.UTF8.GetBytes(e));
        }
        if (isStream) RpcWriter.Terminate(output, message.StreamId);
    }
}

/// <param name="Error">Shape of an error; null for an ordinary answer.</param>
internal sealed record Answer(string Json, string? Error = null)
{
    /// <summary>Shape and JSON of what follows an answer that opens a stream, which is ended then.</summary>
    public IReadOnlyList<(string Shape, string Json)> Events { get; init; } = [];
}
