using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>The nucleus' option <c>logging</c>: docs/formats/component-log.md.</summary>
public sealed class LoggingSettingsTests : IDisposable
{
    private const string Nucleus = "aws.greengrass.Nucleus";

    private readonly ScratchFolder _folder = new();
    private readonly SteppedClock _clock = new();
    private readonly TextLog _told = new();
    private readonly DeviceConfiguration _configuration;
    private readonly LoggingSettings _settings = new();
    private long _writes;

    public LoggingSettingsTests() =>
        _configuration = DeviceConfiguration.Open(DiskFileSystem.Instance, _folder["config"], NullLogger.Instance);

    public void Dispose()
    {
        _configuration.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_deployed_option_counts_at_once_and_its_removal_brings_the_defaults_back()
    {
        using var follow = _settings.Follow(_configuration, _told);
        Assert.Equal(new LogOptions(), _settings.Value);

        Set("""{"level":"DEBUG","format":"json","fileSizeKB":"64","totalLogsSizeKB":256,"outputType":"CONSOLE","outputDirectory":"/var/log/gw"}""");

        Assert.Equal(
            new LogOptions { Level = LogLevelName.Debug, IsJson = true, IsConsole = true, FileBytes = 64 << 10, TotalBytes = 256 << 10, Folder = "/var/log/gw" },
            _settings.Value);
        Set(null);
        Assert.Equal(new LogOptions(), _settings.Value);
        Assert.Empty(_told.Lines);
    }

    [Theory]
    [InlineData("level", "\"LOUD\"", "DEBUG, INFO, WARN, ERROR")]
    [InlineData("level", "2", "DEBUG, INFO, WARN, ERROR")]
    [InlineData("level", "\"INFO, ERROR\"", "DEBUG, INFO, WARN, ERROR")]
    [InlineData("format", "[]", "TEXT, JSON")]
    [InlineData("outputType", "\"PRINTER\"", "FILE, CONSOLE")]
    [InlineData("fileSizeKB", "0", "whole numbers from 1 to 1048576")]
    [InlineData("fileSizeKB", "1e300", "whole numbers from 1 to 1048576")]
    [InlineData("totalLogsSizeKB", "-5", "whole numbers from 1 to 1073741824")]
    [InlineData("totalLogsSizeKB", "99999999999999999999", "whole numbers from 1 to 1073741824")]
    [InlineData("outputDirectory", "\"logs/here\"", "absolute paths")]
    public void A_value_that_cannot_be_used_gets_its_default_and_one_warning(string key, string value, string allowed)
    {
        using var follow = _settings.Follow(_configuration, _told);

        Set($$"""{"{{key}}":{{value}}}""");
        Set($$"""{"{{key}}":{{value}},"other":1}"""); // read again, and known to be wrong

        Assert.Equal(new LogOptions(), _settings.Value);
        var warning = Assert.Single(_told.Lines);
        Assert.Contains($"logging.{key} is '", warning, StringComparison.Ordinal);
        Assert.EndsWith($"Allowed: {allowed}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logging_option_that_is_no_object_is_told_of()
    {
        using var follow = _settings.Follow(_configuration, _told);

        Set("\"" + new string('x', 5000) + "\"");

        Assert.Equal($"{Nucleus}: logging is '{new string('x', 64)}…', and its default holds. Allowed: an object", Assert.Single(_told.Lines));
    }

    [Fact]
    public void Lines_go_by_the_settings_of_their_moment()
    {
        using var follow = _settings.Follow(_configuration, _told);
        using var console = new MemoryStream();
        var lines = new ConsoleLines(() => console);
        using var log = new ComponentLog(_folder["logs"], "c", _settings, lines, _clock);

        log.Output(isError: false, ["first"], "Run", "RUNNING");
        Set("""{"format":"JSON","level":"WARN"}""");
        log.Output(isError: false, ["left out"], "Run", "RUNNING");
        log.Output(isError: true, ["second"], "Run", "RUNNING");
        Set($$"""{"outputDirectory":"{{_folder["elsewhere"]}}"}""");
        log.Output(isError: false, ["third"], "Run", "RUNNING");

        var here = File.ReadAllLines(_folder["logs", "c.log"]);
        Assert.Equal(2, here.Length);
        Assert.Contains("stdout. first.", here[0], StringComparison.Ordinal);
        Assert.Equal("second", (string?)JsonNode.Parse(here[1])!["message"]);
        Assert.Contains("stdout. third.", Assert.Single(File.ReadAllLines(_folder["elsewhere", "c.log"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_lines_have_the_components_name_in_front_and_leave_the_files_alone()
    {
        using var console = new MemoryStream();
        var lines = new ConsoleLines(() => console);
        using var log = new ComponentLog(_folder["logs"], "com.example.Cam", new LoggingSettings(new LogOptions { IsConsole = true }), lines, _clock);

        log.Output(isError: false, ["one", "two"], "Run", "RUNNING");
        await lines.FlushAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(
            ["com.example.Cam: 2026-01-31T09:30:00.000Z [INFO] (Copier) com.example.Cam: stdout. one", "com.example.Cam: 2026-01-31T09:30:00.000Z [INFO] (Copier) com.example.Cam: stdout. two"],
            Encoding.UTF8.GetString(console.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(". {")[0]));
        Assert.False(Directory.Exists(_folder["logs"]));
    }

    [Fact]
    public async Task Standard_output_that_nobody_reads_costs_lines_and_says_how_many_bytes()
    {
        using var stuck = new StuckStream();
        var lines = new ConsoleLines(() => stuck);
        var line = Encoding.UTF8.GetBytes(new string('x', 1023) + "\n");
        lines.Write(line);
        await Until.TrueAsync(() => stuck.IsWaitedFor, "the first line to be on its way");

        for (var count = 0; count < 1024 + 7; count++) lines.Write(line); // 1 MiB waits
        stuck.Release();
        await lines.FlushAsync(TimeSpan.FromSeconds(20));

        var written = Encoding.UTF8.GetString(stuck.Written);
        Assert.EndsWith("x\n[7168 bytes of log were lost: standard output was not read]\n", written, StringComparison.Ordinal);
        Assert.Equal(1025, written.Split('\n').Count(text => text.StartsWith('x')));
    }

    [Fact]
    public void A_batch_of_lines_larger_than_a_file_is_spread_over_several()
    {
        using (var log = new LogFiles(_folder["logs"], "c", new LoggingSettings(new LogOptions { FileBytes = 1000, TotalBytes = 100_000 }), _clock))
            log.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(number => $"{number:D3}".PadRight(299) + "\n"))));

        var files = Directory.GetFiles(_folder["logs"]);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 300, 1000));
        Assert.Equal(100, files.Sum(file => File.ReadAllLines(file).Length));
    }

    private void Set(string? logging)
    {
        var configuration = new JsonObject { ["logging"] = logging is null ? null : JsonNode.Parse(logging) };
        var record = ConfigMerge.Merge(null, new JsonObject { ["configuration"] = logging is null ? new JsonObject() : configuration }, ++_writes);
        _configuration.Update(root => ConfigMerge.Set(root, [DeviceConfiguration.Services, Nucleus], record));
    }

    /// <summary>A pipe whose reader is busy elsewhere.</summary>
    private sealed class StuckStream : MemoryStream
    {
        private readonly ManualResetEventSlim _gate = new();

        public bool IsWaitedFor { get; private set; }

        public byte[] Written => ToArray();

        public void Release() => _gate.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsWaitedFor = true;
            _gate.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _gate.Dispose();
            base.Dispose(disposing);
        }
    }
}
