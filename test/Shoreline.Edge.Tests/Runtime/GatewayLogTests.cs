using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>The gateway's own log, greengrass.log: docs/formats/component-log.md.</summary>
public sealed class GatewayLogTests : IDisposable
{
    private static readonly EventId Event = new(5030, "EdgeStarted");

    private readonly ScratchFolder _folder = new();
    private readonly SteppedClock _clock = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _errors.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_entry_has_the_form_of_the_specification_and_its_exception_follows()
    {
        using (var log = new GatewayLog(_folder["logs"], _errors, _clock))
        {
            var area = log.CreateLogger("Shoreline.Edge");
            Say(area, LogLevel.Information, "is up\nand [ERROR] forged");
            Say(area, LogLevel.Critical, "broke", new InvalidOperationException("why"));
        }

        var lines = File.ReadAllLines(_folder["logs", "greengrass.log"]);
        Assert.Matches(@"^2026-01-31T09:30:00\.000Z \[INFO\] \([^)]+\) Shoreline\.Edge: EdgeStarted\. is up and \[ERROR\] forged\. \{id=5030\}$", lines[0]);
        Assert.Matches(@"^2026-01-31T09:30:00\.000Z \[ERROR\] \([^)]+\) Shoreline\.Edge: EdgeStarted\. broke\. \{id=5030\}$", lines[1]);
        Assert.Equal("System.InvalidOperationException: why", lines[2]);
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void What_is_said_before_the_configuration_is_read_is_written_as_it_wants()
    {
        using var configuration = Configured("""{"format":"JSON","level":"DEBUG"}""");
        using var log = new GatewayLog(_folder["logs"], _errors, _clock);
        var area = log.CreateLogger("Shoreline.Edge");
        Say(area, LogLevel.Debug, "early");
        Assert.False(Directory.Exists(_folder["logs"]));

        using var follow = log.Settings.Follow(configuration, NullLogger.Instance);
        Say(area, LogLevel.Error, "later", new InvalidOperationException("why"));

        var lines = File.ReadAllLines(_folder["logs", "greengrass.log"]).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["early", "later"], lines.Select(line => (string?)line["message"]));
        Assert.Equal(("DEBUG", "EdgeStarted", "Shoreline.Edge"), ((string?)lines[0]["level"], (string?)lines[0]["eventType"], (string?)lines[0]["loggerName"]));
        Assert.Equal("why", (string?)lines[1]["cause"]!["message"]);
    }

    [Fact]
    public void A_gateway_that_never_reads_its_configuration_logs_all_the_same()
    {
        using (var log = new GatewayLog(_folder["logs"], _errors, _clock))
        {
            var area = log.CreateLogger("a");
            for (var number = 0; number < 300; number++) Say(area, LogLevel.Warning, $"{number}");
            Say(area, LogLevel.Debug, "left out");
        }

        Assert.Equal(300, File.ReadAllLines(_folder["logs", "greengrass.log"]).Length);
    }

    [Fact]
    public void Level_and_console_leave_entries_out()
    {
        using var configuration = Configured("""{"level":"WARN"}""");
        using var log = new GatewayLog(_folder["logs"], _errors, _clock);
        using var follow = log.Settings.Follow(configuration, NullLogger.Instance);
        var area = log.CreateLogger("a");

        Assert.False(area.IsEnabled(LogLevel.Information));
        Say(area, LogLevel.Warning, "kept");
        configuration.Merge("aws.greengrass.Nucleus", ["logging", "outputType"], "CONSOLE", 2);
        Say(area, LogLevel.Error, "left out");

        Assert.Contains("kept", Assert.Single(File.ReadAllLines(_folder["logs", "greengrass.log"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_turned_over_within_their_bounds()
    {
        using var configuration = Configured("""{"fileSizeKB":8,"totalLogsSizeKB":32}""");
        using (var log = new GatewayLog(_folder["logs"], _errors, _clock))
        {
            using var follow = log.Settings.Follow(configuration, NullLogger.Instance);
            var area = log.CreateLogger("a");
            for (var number = 0; number < 1000; number++) Say(area, LogLevel.Information, new string('x', 200));
        }

        var files = Directory.GetFiles(_folder["logs"], "greengrass*.log");
        Assert.All(files, file => Assert.True(new FileInfo(file).Length <= 8 << 10));
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 16 << 10, 32 << 10);
    }

    [Fact]
    public void A_full_disk_is_told_of_once_and_costs_entries_only()
    {
        using var disk = new SmallDisk();
        using var log = new GatewayLog(disk["logs"], _errors, _clock);
        var area = log.CreateLogger("a");
        using var configuration = Configured("{}");
        using var follow = log.Settings.Follow(configuration, NullLogger.Instance);
        Say(area, LogLevel.Information, "before");
        var fill = disk.Fill();
        for (var number = 0; number < 500; number++) Say(area, LogLevel.Information, new string('x', 100));
        File.Delete(fill);
        Say(area, LogLevel.Information, "after");

        var said = Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"shoreline: {disk["logs", "greengrass.log"]} cannot be written: ", said, StringComparison.Ordinal);
        var lines = File.ReadAllLines(disk["logs", "greengrass.log"]);
        Assert.Matches(@"^\[\d+ bytes of log were lost: the disk was full or failed\]$", lines[^2]);
        Assert.Contains("after", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_of_once()
    {
        File.WriteAllText(_folder["file"], "");
        using (var log = new GatewayLog(_folder["file", "logs"], _errors, _clock))
        {
            var area = log.CreateLogger("a");
            for (var number = 0; number < 1000; number++) Say(area, LogLevel.Information, "x");
        }

        Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private DeviceConfiguration Configured(string logging)
    {
        var configuration = DeviceConfiguration.Open(DiskFileSystem.Instance, _folder["config"], NullLogger.Instance);
        var record = ConfigMerge.Merge(null, new JsonObject { ["configuration"] = new JsonObject { ["logging"] = JsonNode.Parse(logging) } }, 1);
        configuration.Update(root => ConfigMerge.Set(root, [DeviceConfiguration.Services, "aws.greengrass.Nucleus"], record));
        return configuration;
    }

    private static void Say(ILogger logger, LogLevel level, string text, Exception? exception = null) =>
        logger.Log(level, Event, text, exception, static (said, _) => said);
}
