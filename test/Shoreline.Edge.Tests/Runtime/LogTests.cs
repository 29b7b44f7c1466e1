using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Edge.Runtime.Logs;
using static Shoreline.Edge.Tests.Runtime.RuntimeFixture;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>Components' logs: docs/formats/component-log.md.</summary>
public sealed class LogTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SteppedClock _clock = new();

    [Fact]
    public async Task Output_is_logged_line_by_line_in_the_format_of_the_specification()
    {
        await using var edge = await StartAsync();

        await edge.ApplyAsync(Step("com.example.Cam", "Install", """printf 'one\r\ntwo\rthree\n\n  four'; echo oh no >&2"""));

        var log = edge.Log("com.example.Cam").Split('\n');
        const string Context = "{scriptName=services.com.example.Cam.lifecycle.Install, serviceName=com.example.Cam, currentState=NEW}";
        Assert.Equal(
            ["one", "two", "three", "four"],
            log.Where(line => line.StartsWith("2026-01-31T09:30:00.000Z [INFO] (Copier) com.example.Cam: stdout. ", StringComparison.Ordinal) && line.EndsWith(Context, StringComparison.Ordinal))
                .Select(line => line.Split(". ")[1]));
        Assert.Contains($"2026-01-31T09:30:00.000Z [WARN] (Copier) com.example.Cam: stderr. oh no. {Context}", log);
        Assert.Contains(log, line => line.Contains("[INFO] (lifecycle) com.example.Cam: shell-runner-start. {", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("Install script exited. {", StringComparison.Ordinal) && line.EndsWith("exitCode=0}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_json_line_has_the_parts_of_the_specification()
    {
        using (var log = New(new LogOptions { IsJson = true })) log.Output(isError: true, ["a \"quoted\" line"], "Run", "RUNNING");

        var line = JsonNode.Parse(File.ReadAllText(_folder["c.log"]))!;
        Assert.Equal(
            """{"thread":"Copier","level":"WARN","eventType":"stderr","message":"a \"quoted\" line","contexts":{"scriptName":"services.c.lifecycle.Run","serviceName":"c","currentState":"RUNNING"},"loggerName":"c","timestamp":1769851800000,"cause":null}""",
            line.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void A_level_leaves_out_what_is_below_it()
    {
        using (var log = New(new LogOptions { Level = LogLevelName.Warn }))
        {
            log.Output(isError: false, ["quiet"], "Run", "RUNNING");
            log.Output(isError: true, ["loud"], "Run", "RUNNING");
        }

        Assert.Contains("loud", Assert.Single(File.ReadAllLines(_folder["c.log"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_turned_over_by_size_and_hour_and_the_oldest_go()
    {
        var options = new LoggingSettings(new LogOptions { FileBytes = 1000, TotalBytes = 5000 });
        File.WriteAllText(_folder["c_d.log"], "another component's");
        using (var log = new LogFiles(_folder.Path, "c", options, _clock))
        {
            for (var line = 0; line < 30; line++) log.Write(Encoding.UTF8.GetBytes($"{line:D3}".PadRight(499) + "\n"));
            _clock.Advance(TimeSpan.FromHours(1));
            log.Write("next hour\n"u8);
        }

        var files = Directory.GetFiles(_folder.Path, "c*.log").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal("next hour\n", File.ReadAllText(_folder["c.log"]));
        Assert.Contains("c_d.log", files);
        Assert.Contains("c_2026_01_31_09_14.log", files);
        Assert.DoesNotContain("c_2026_01_31_09_0.log", files);
        Assert.InRange(files.Where(f => f != "c_d.log").Sum(f => new FileInfo(_folder[f]).Length), 3000, 5000);
    }

    [Fact]
    public void A_log_of_an_earlier_run_is_gone_on_with()
    {
        var options = new LoggingSettings(new LogOptions { FileBytes = 1000, TotalBytes = 5000 });
        for (var run = 0; run < 2; run++)
        {
            using var log = new LogFiles(_folder.Path, "c", options, TimeProvider.System);
            log.Write("line\n"u8);
        }
        Assert.StartsWith("line\n", File.ReadAllText(_folder["c.log"]), StringComparison.Ordinal);
        Assert.Equal(10, Directory.GetFiles(_folder.Path, "c*.log").Sum(f => new FileInfo(f).Length));
    }

    [Fact]
    public void A_full_disk_costs_lines_and_says_how_many_bytes()
    {
        using var disk = new SmallDisk();
        using var log = new LogFiles(disk.Path, "c", new LoggingSettings(), _clock);
        log.Write("before\n"u8);
        var fill = disk.Fill();
        for (var line = 0; line < 1000; line++) log.Write(Encoding.UTF8.GetBytes("lost".PadRight(99) + "\n"));
        File.Delete(fill);
        log.Write("after\n"u8);

        var lines = File.ReadAllLines(disk["c.log"]);
        Assert.Equal("before", lines[0]);
        Assert.Matches(@"^\[\d+ bytes of log were lost: the disk was full or failed\]$", lines[^2]);
        Assert.Equal("after", lines[^1]);
        Assert.All(lines[1..^2], line => Assert.Equal("lost".PadRight(99), line)); // none is torn
    }

    [Fact]
    public void A_line_without_end_is_cut_between_characters()
    {
        var splitter = new LineSplitter();
        var lines = new List<string>();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 20_000)));
        for (var at = 0; at < text.Length; at += 1000) splitter.Add(text.AsSpan(at, Math.Min(1000, text.Length - at)), lines);
        splitter.End(lines);

        Assert.True(lines.Count >= 4);
        Assert.All(lines, line => Assert.True(Encoding.UTF8.GetByteCount(line) <= LineSplitter.MaxLineBytes));
        Assert.Equal(20_000, lines.Sum(line => line.Length));
        Assert.All(lines, line => Assert.DoesNotContain('\uFFFD', line));
    }

    public void Dispose() => _folder.Dispose();

    private ComponentLog New(LogOptions options) => new(_folder.Path, "c", new LoggingSettings(options), new ConsoleLines(() => Stream.Null), _clock);
}
