using System.Globalization;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary><c>greengrass-cli logs</c> over log files as the gateway writes them (docs/formats/component-log.md).</summary>
public sealed class LogsCommandTests : IDisposable
{
    private const string Door1 = "2026-01-31T09:00:00.000Z [INFO] (Copier) door: stdout. opened by anna. {scriptName=services.door.lifecycle.Run, serviceName=door, currentState=RUNNING}";
    private const string Door2 = "2026-01-31T09:00:02.000Z [WARN] (Copier) door: stderr. stuck. {serviceName=door, currentState=RUNNING}";
    private const string Trace = "    at Door.Open()";
    private const string Door3 = "2026-01-31T10:00:00.000Z [INFO] (Copier) door: stdout. closed. {serviceName=door, currentState=RUNNING}";
    private const string Bell1 = "2026-01-31T09:00:01.000Z [INFO] (Copier) bell: stdout. rang. {serviceName=bell}";
    private const string Bell1Json = """{"thread":"Copier","level":"INFO","eventType":"stdout","message":"rang","contexts":{"serviceName":"bell"},"loggerName":"bell","timestamp":1769850001000,"cause":null}""";

    private readonly ScratchFolder _root = new();

    public LogsCommandTests()
    {
        Directory.CreateDirectory(_root["logs"]);
        Write("door_2026_01_31_09_0.log", Door1);
        Write("door_2026_01_31_09_1.log", Door2, Trace);
        Write("door.log", Door3);
        Write("bell.log", Bell1Json);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task All_logs_are_printed_in_the_order_of_their_times_and_in_one_form() =>
        Assert.Equal(Lines(Door1, Bell1, Door2, Trace, Door3), await GetAsync());

    [Theory]
    [InlineData("level=WARN", Door2 + "\n" + Trace)]
    [InlineData("serviceName=bell", Bell1)]
    [InlineData("loggerName=bell,eventType=stderr", Bell1 + "\n" + Door2 + "\n" + Trace)]
    [InlineData("OPENED", Door1)]
    [InlineData("opened by [a-b]nna|rang", Door1 + "\n" + Bell1)]
    [InlineData("[unfinished", "")]
    public async Task A_filter_is_a_word_an_expression_or_a_key(string filter, string expected) =>
        Assert.Equal(expected.Length == 0 ? "" : expected + "\n", await GetAsync("--filter", filter));

    [Fact]
    public async Task Alternatives_are_of_one_filter_and_all_filters_must_fit()
    {
        Assert.Equal(Lines(Door1, Door3), await GetAsync("-f", "level=INFO,level=WARN", "-f", "serviceName=door", "-f", "opened,closed"));
        Assert.Equal("", await GetAsync("-f", "level=WARN", "-f", "opened"));
    }

    [Fact]
    public async Task Time_windows_have_both_ends_in_them()
    {
        Assert.Equal(Lines(Bell1, Door2, Trace), await GetAsync("-t", "2026-01-31T09:00:01Z,2026-01-31T09:00:02Z"));
        Assert.Equal(Lines(Door1, Door3), await GetAsync("-t", ",2026-01-31T09:00:00Z", "-t", "2026-01-31T10:00:00.000Z,"));
        var now = DateTime.UtcNow;
        Write("fresh.log", string.Create(CultureInfo.InvariantCulture, $"{now.AddMinutes(-61):yyyy-MM-dd'T'HH:mm:ss.fff}Z [INFO] (x) fresh: an hour ago"),
            string.Create(CultureInfo.InvariantCulture, $"{now.AddMinutes(-31):yyyy-MM-dd'T'HH:mm:ss.fff}Z [INFO] (x) fresh: half of one"));
        Assert.EndsWith("half of one\n", Assert.Single((await GetAsync("-t", "-1h,-30min")).Split('\n', StringSplitOptions.RemoveEmptyEntries)) + "\n", StringComparison.Ordinal);
        foreach (var wrong in (string[])["yesterday", "1,2,3", "-1fortnight,", "2026-01-31,2026-01-30"])
            (await RunAsync("get", "-t", wrong)).Refused(ExitCodes.Usage, $"'{wrong}' is no time window");
    }

    [Fact]
    public async Task Lines_around_what_fits_are_of_the_same_log()
    {
        Assert.Equal(Lines(Door1, Door2, Trace, Door3), await GetAsync("-f", "stuck", "--before", "1", "--after", "5"));
        Assert.Equal(Lines(Trace, Door3), await GetAsync("-f", "closed", "-b", "1"));
    }

    [Fact]
    public async Task Files_and_folders_are_named()
    {
        var door = _root["logs", "door.log"];
        Assert.Equal(Lines(Door3), await GetAsync("--log-file", door, "-nc", "-v", "-m", "50"));
        Assert.Equal(Lines(Bell1, Door3), await GetAsync("-lf", door, "-lf", _root["logs", "bell.log"]));
        Assert.Equal(Lines(Door1, Bell1, Door2, Trace, Door3), (await Command.RunAsync("greengrass-cli", "logs", "get", "--log-dir", _root["logs"])).Output);
        (await RunAsync("get", "-lf", _root["nope.log"])).Refused(ExitCodes.Failed, "nope.log");
        (await RunAsync("get", "-ld", _root["nope"])).Refused(ExitCodes.Usage, "nope");
        (await RunAsync("get", "--syslog")).Refused(ExitCodes.Usage, "journalctl");

        var listed = (await RunAsync("list-log-files")).OutputLines;
        Assert.Equal([_root["logs", "bell.log"], door, _root["logs", "door_2026_01_31_09_0.log"], _root["logs", "door_2026_01_31_09_1.log"], "Total 4 files found."], listed);
        Assert.Contains("level=$str", (await RunAsync("list-keywords")).OutputLines);
    }

    [Fact]
    public async Task What_no_log_is_made_of_is_printed_all_the_same()
    {
        var bytes = new byte[200_000];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(_root["odd.log"], bytes);
        var run = await RunAsync("get", "-lf", _root["odd.log"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        await File.WriteAllTextAsync(_root["odd.log"], new string('x', 200_000) + "\n{\"timestamp\":9e99}\n{\"timestamp\":9223372036854775807}\n{\"timestamp\":1,\"message\":\"\\ud800\"}\n{\"timestamp\":1,\"contexts\":[]}\n");
        var lines = (await RunAsync("get", "-lf", _root["odd.log"])).OutputLines;
        Assert.Equal(4 + 4, lines.Length); // the first in pieces of 64 KiB
        Assert.StartsWith("1970-01-01T00:00:00.001Z []", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_later_is_followed_through_the_filter_and_over_a_rotation()
    {
        await using var following = ShorelineProgram.Start(["greengrass-cli", "logs", "get", "-f", "serviceName=door", "-fol", "--ggcRootPath", _root.Path]);
        var before = Lines(Door1, Door2, Trace, Door3);
        await Until.TrueAsync(() => following.Output == before, "what is there");

        await File.AppendAllTextAsync(_root["logs", "door.log"], Door1 + "\nno entry of its own\n");
        await File.AppendAllTextAsync(_root["logs", "bell.log"], Bell1Json + "\n");
        File.Move(_root["logs", "door.log"], _root["logs", "door_2026_01_31_10_0.log"]);
        Write("door.log", Door2);

        await Until.TrueAsync(() => following.Output == before + Lines(Door1, "no entry of its own", Door2), "what came");
        following.Interrupt();
        Assert.Equal(ExitCodes.Done, await following.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    private void Write(string name, params string[] lines) => File.WriteAllText(_root["logs", name], Lines(lines));

    private Task<Command> RunAsync(params string[] arguments) => Command.RunAsync(["greengrass-cli", "logs", .. arguments, "--ggcRootPath", _root.Path]);

    private async Task<string> GetAsync(params string[] arguments)
    {
        var run = await RunAsync(["get", .. arguments]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return run.Output;
    }
}
