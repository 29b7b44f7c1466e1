using System.Text.Json;

namespace Shoreline.Cli.Tests;

/// <summary><c>shoreline stream</c> against a running gateway, both as processes.</summary>
public sealed class StreamCommandTests(StreamCommandTests.Gateway gateway) : IClassFixture<StreamCommandTests.Gateway>
{
    public sealed class Gateway : IAsyncLifetime
    {
        private readonly ScratchFolder _folder = new();
        private ShorelineProgram _edge = null!;

        public string Root => _folder["root"];

        public async ValueTask InitializeAsync()
        {
            Directory.CreateDirectory(Path.Combine(Root, "streams", "broken"));
            await File.WriteAllTextAsync(Path.Combine(Root, "streams", "broken", "definition.json"), "{");
            await File.WriteAllTextAsync(_folder["edge.yaml"], "device: gw-01\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\n");
            _edge = ShorelineProgram.Start(["edge", "--config", _folder["edge.yaml"], "--root", Root]);
            await Until.TrueAsync(() => File.Exists(Path.Combine(Root, "run", "edge.json")) || _edge.HasExited, "the gateway to run");
            Assert.False(_edge.HasExited, _edge.Error);
        }

        public async ValueTask DisposeAsync()
        {
            _edge.Terminate();
            await _edge.WaitAsync(TimeSpan.FromSeconds(60));
            await _edge.DisposeAsync();
            _folder.Dispose();
        }
    }

    [Fact]
    public async Task A_stream_is_made_filled_read_described_listed_and_deleted()
    {
        await DoneAsync("create", "by-hand", "--max-size", "1MiB", "--on-full", "reject", "--keep", "2h");
        Assert.Equal("0\n", await DoneAsync("append", "by-hand", "hello"));
        await File.WriteAllBytesAsync(Path.Combine(gateway.Root, "bytes"), [0xff, 0x00]);
        Assert.Equal("1\n", await DoneAsync("append", "by-hand", "--file", Path.Combine(gateway.Root, "bytes")));
        Assert.Equal("0\thello\n", await DoneAsync("read", "by-hand", "--count", "1"));

        var records = (await DoneAsync("read", "by-hand", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal((0, "hello"), (records[0].GetProperty("sequence").GetInt64(), records[0].GetProperty("text").GetString()));
        Assert.Equal("/wA=", records[1].GetProperty("base64").GetString());

        var described = JsonDocument.Parse(await DoneAsync("describe", "by-hand", "--json")).RootElement;
        Assert.Equal((2, 1 << 20, "reject", 7200), (described.GetProperty("records").GetInt64(), described.GetProperty("maxBytes").GetInt64(),
            described.GetProperty("onFull").GetString(), described.GetProperty("keepSeconds").GetDouble()));
        var text = await DoneAsync("describe", "by-hand");
        foreach (var part in new[] { "2 (0 to 1)", "rejects new records", "2:00:00", "on disk" }) Assert.Contains(part, text, StringComparison.Ordinal);

        Assert.Contains("by-hand", await DoneAsync("list"), StringComparison.Ordinal);
        Assert.Contains(JsonDocument.Parse(await DoneAsync("list", "--json")).RootElement.EnumerateArray(), s => s.GetProperty("name").GetString() == "by-hand");
        Assert.StartsWith("deleted by-hand: 2 records", await DoneAsync("delete", "by-hand"), StringComparison.Ordinal);
        (await RunAsync("describe", "by-hand")).Refused(ExitCodes.Failed, "by-hand");
    }

    [Fact]
    public async Task A_stream_that_could_not_be_opened_is_listed_with_the_cause_and_refused()
    {
        Assert.Matches("broken .*FAULTY, not open: .*definition.json", await DoneAsync("list"));
        var listed = JsonDocument.Parse(await DoneAsync("list", "--json")).RootElement.EnumerateArray().Last();
        Assert.Equal("broken", listed.GetProperty("name").GetString());
        Assert.Contains("definition.json", listed.GetProperty("fault").GetString(), StringComparison.Ordinal);
        foreach (var arguments in new string[][] { ["describe", "broken"], ["append", "broken", "x"], ["read", "broken"], ["create", "broken"], ["delete", "broken"] })
            (await RunAsync(arguments)).Refused(ExitCodes.Failed, "'broken'", "definition.json", "shoreline stream verify broken");
    }

    [Fact]
    public async Task A_components_script_uses_the_components_own_token_and_needs_no_root()
    {
        await DoneAsync("create", "of-a-component");
        using var endpoints = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(gateway.Root, "run", "edge.json")));
        var variables = new Dictionary<string, string?>
        {
            ["STREAM_MANAGER_SERVER_PORT"] = endpoints.RootElement.GetProperty("streamManagerPort").GetRawText(),
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = await File.ReadAllTextAsync(Path.Combine(gateway.Root, "run", "stream-manager.token")),
            ["SHORELINE_ROOT"] = Path.Combine(gateway.Root, "no-such-folder"),
        };

        var appended = await Command.RunAsync(variables, "stream", "append", "of-a-component", "x");
        Assert.Equal((ExitCodes.Done, "0\n", ""), (appended.ExitCode, appended.Output, appended.Error));

        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "nobodys";
        (await Command.RunAsync(variables, "stream", "append", "of-a-component", "x")).Refused(ExitCodes.Failed);
    }

    [Fact]
    public async Task Following_prints_what_comes_until_it_is_interrupted()
    {
        await DoneAsync("create", "followed", "--memory");
        await using var following = ShorelineProgram.Start(["stream", "read", "followed", "--follow", "--root", gateway.Root]);
        await DoneAsync("append", "followed", "first");
        await Until.TrueAsync(() => following.Output.Contains("0\tfirst\n", StringComparison.Ordinal), "the first record");
        await DoneAsync("append", "followed", "second");
        await Until.TrueAsync(() => following.Output.Contains("1\tsecond\n", StringComparison.Ordinal), "the second record");
        following.Interrupt();
        Assert.Equal(ExitCodes.Done, await following.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("create", "a/b")]
    [InlineData("create", "small", "--max-size", "10")]
    [InlineData("create", "readings")]
    [InlineData("append", "missing", "x")]
    [InlineData("delete", "missing")]
    [InlineData("read", "missing")]
    public async Task What_cannot_be_done_is_said_in_one_line(params string[] arguments) => (await RunAsync(arguments)).Refused(ExitCodes.Failed);

    [Theory]
    [InlineData("create", "x", "--max-size", "10Q")]
    [InlineData("create", "x", "--on-full", "burn")]
    [InlineData("create", "x", "--keep", "long")]
    [InlineData("append", "readings", "--file", "/no/such/file")]
    [InlineData("read", "readings", "--count", "0")]
    public async Task Wrong_arguments_are_told_from_work_that_failed(params string[] arguments) => (await RunAsync(arguments)).Refused(ExitCodes.Usage);

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Empty(run.Error);
        return run.Output;
    }

    private Task<Command> RunAsync(params string[] arguments) => Command.RunAsync(["stream", .. arguments, "--root", gateway.Root]);
}
