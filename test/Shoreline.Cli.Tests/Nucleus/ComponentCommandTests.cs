using System.Text.Json;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary><c>shoreline component</c> as a process against a nucleus: what it asks, and the texts of greengrass-components, section 8.</summary>
public sealed class ComponentCommandTests : IAsyncLifetime
{
    private const string Door = """{"componentName":"com.example.Door","version":"1.2.0","state":"RUNNING","configuration":{"topic":"a/ü","list":[1, 2]}}""";

    private readonly AnsweringNucleus _nucleus = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nucleus.DisposeAsync();

    [Fact]
    public async Task Components_are_listed_as_greengrass_cli_does_and_as_json()
    {
        _nucleus.On("ListComponents", $$"""{"components":[{{Door}},{"componentName":"bare","version":"0.0.0","state":"FINISHED"}]}""");

        Assert.Equal("""
            Components currently running in Greengrass:
            Component Name: com.example.Door
                Version: 1.2.0
                State: RUNNING
                Configuration: {"topic":"a/ü","list":[1,2]}
            Component Name: bare
                Version: 0.0.0
                State: FINISHED
                Configuration: {}

            """, await _nucleus.DoneAsync("component", "list"));
        var listed = JsonDocument.Parse(await _nucleus.DoneAsync("component", "list", "--json")).RootElement;
        Assert.Equal(["com.example.Door", "bare"], listed.EnumerateArray().Select(c => c.GetProperty("componentName").GetString()));
    }

    [Theory]
    [InlineData("com.example.Door")]
    [InlineData("-n", "com.example.Door")]
    public async Task One_is_described(params string[] name)
    {
        _nucleus.On("GetComponentDetails", $$"""{"componentDetails":{{Door}} }""");

        Assert.StartsWith("Component Name: com.example.Door\n    Version: 1.2.0\n", await _nucleus.DoneAsync(["component", "details", .. name]), StringComparison.Ordinal);
        Assert.Equal(["""GetComponentDetails {"componentName":"com.example.Door"}"""], _nucleus.Requests);
    }

    [Fact]
    public async Task What_is_not_there_is_said_in_the_nucleus_words()
    {
        _nucleus.On("GetComponentDetails", _ => new Answer("""{"message":"Component nope not found"}""", "ResourceNotFoundError"));

        (await _nucleus.RunAsync("component", "details", "nope")).Refused(ExitCodes.Failed, "Component nope not found");
        (await _nucleus.RunAsync("component", "details")).Refused(ExitCodes.Usage, "Name one component");
    }

    [Fact]
    public async Task Each_component_is_asked_to_restart_though_one_cannot()
    {
        _nucleus.On("RestartComponent", request => request["componentName"]!.GetValue<string>() == "nope"
            ? new Answer("""{"message":"Component nope not found"}""", "ComponentNotFoundError")
            : new Answer("""{"restartStatus":"SUCCEEDED"}"""));

        var run = await _nucleus.RunAsync("component", "restart", "nope", "a,b", "-n", "c");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Equal("a: SUCCEEDED\nb: SUCCEEDED\nc: SUCCEEDED\n", run.Output);
        Assert.Contains("nope: FAILED, Component nope not found", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, _nucleus.Requests.Count);
    }

    [Fact]
    public async Task Stopping_prints_json_too()
    {
        _nucleus.On("StopComponent", """{"stopStatus":"SUCCEEDED","message":"on its way"}""");

        Assert.Equal("a: SUCCEEDED, on its way\n", await _nucleus.DoneAsync("component", "stop", "a"));
        Assert.Equal("""[{"componentName":"a","status":"SUCCEEDED","message":"on its way"}]""" + "\n", await _nucleus.DoneAsync("component", "stop", "a", "--json"));
    }

    [Fact]
    public async Task Without_a_gateway_the_commands_say_what_is_missing()
    {
        using var empty = new ScratchFolder();
        (await Command.RunAsync("component", "list", "--root", empty.Path)).Refused(ExitCodes.Missing, $"No gateway with components runs in {empty.Path}", "--root");

        File.Delete(_nucleus.TokenFile);
        (await _nucleus.RunAsync("component", "list")).Refused(ExitCodes.Failed, "may not speak to the gateway", "AuthorizedPosixGroups");
        _nucleus.WriteToken(_nucleus.TokenFile, "an older start's");
        (await _nucleus.RunAsync("component", "list")).Refused(ExitCodes.Failed, "does not know the token");
        await File.WriteAllTextAsync(_nucleus.TokenFile, "{}");
        (await _nucleus.RunAsync("component", "list")).Refused(ExitCodes.Failed, "is no token file");
        await File.WriteAllTextAsync(_nucleus.TokenFile, """{"cli_auth_token":"t","domain_socket_path":"/no/such/socket"}""");
        (await _nucleus.RunAsync("component", "list")).Refused(ExitCodes.Missing, "No gateway answers at /no/such/socket");
    }

    [Fact]
    public async Task A_log_is_printed_from_its_end_and_followed_over_its_rotation()
    {
        var logs = Directory.CreateDirectory(Path.Combine(_nucleus.Root, "logs")).FullName;
        var log = Path.Combine(logs, "door.log");
        await File.WriteAllTextAsync(log, string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n")));
        Assert.Equal("line 49998\nline 49999\n", await _nucleus.DoneAsync("component", "logs", "door", "--lines", "2"));
        Assert.Equal(20_001, (await _nucleus.DoneAsync("component", "logs", "door", "--lines", "20001")).Split('\n').Length - 1);
        Assert.Equal("", await _nucleus.DoneAsync("component", "logs", "door", "--lines", "0"));

        await using var following = ShorelineProgram.Start(["component", "logs", "door", "-f", "--lines", "1", "--root", _nucleus.Root]);
        await Until.TrueAsync(() => following.Output == "line 49999\n", "the last line");
        await File.AppendAllTextAsync(log, "before\n");
        File.Move(log, Path.Combine(logs, "door_2026_11_25_12_0.log"));
        await File.WriteAllTextAsync(log, "after\n");
        await Until.TrueAsync(() => following.Output == "line 49999\nbefore\nafter\n", "what was written before and after");
        await File.AppendAllTextAsync(log, "later\n");
        await Until.TrueAsync(() => following.Output.EndsWith("later\n", StringComparison.Ordinal), "what was written later");
        following.Interrupt();
        Assert.Equal(ExitCodes.Done, await following.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_log_that_is_not_there_is_said()
    {
        (await _nucleus.RunAsync("component", "logs", "nope")).Refused(ExitCodes.Failed, "nope.log", "component list");
        (await _nucleus.RunAsync("component", "logs", "../nope")).Refused(ExitCodes.Usage, "no name of a component");
    }
}
