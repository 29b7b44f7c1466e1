using Shoreline.Edge.Artifacts;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Shadows;
using Shoreline.Edge.Tests.Ipc;
using Shoreline.Edge.Tests.Ipc.InMemory;

namespace Shoreline.Edge.Tests.Nucleus;

/// <summary>What options come to, and what is said of those that are wrong (greengrass-components, section 13).</summary>
public sealed class NucleusSettingsTests
{
    private const string Nucleus = "aws.greengrass.Nucleus";
    private const string Shadows = "aws.greengrass.ShadowManager";

    private readonly MemoryConfiguration _configuration = new();
    private readonly WarningLog _log = new();
    private readonly NucleusSettings _settings;

    public NucleusSettingsTests() => _settings = new NucleusSettings(_configuration, "door:door", _log);

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"runWithDefault":{},"mqtt":null,"componentStoreMaxSizeBytes":null}""")]
    [InlineData("""{"runWithDefault":{"posixUser":"","posixShell":"","systemResourceLimits":null},"mqtt":{"port":8883}}""")]
    public void What_is_not_set_is_the_specifications_default_or_that_of_edge_yaml(string? json)
    {
        if (json is not null) _configuration.Set(Nucleus, json);

        Assert.Equal(new RunDefaults("door:door", "sh", new GroupLimits(null, null)), _settings.RunDefaults);
        Assert.Equal(new StoreLimits(20 << 20, 10_000_000_000), _settings.Store);
        Assert.Equal(new SpoolLimits { Bytes = 64 << 20, KeepQos0WhenOffline = false }, _settings.Spool);
        Assert.Equal(new ShadowLimits { DocumentBytes = 8192, RequestsPerSecond = 200, ThingRequestsPerSecond = 20 }, _settings.Shadows);
        Assert.Equal(TimeSpan.FromDays(1), _settings.StatusInterval);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void What_a_deployment_sets_counts_at_once_with_keys_in_any_case_and_numbers_as_text_too()
    {
        _ = _settings.RunDefaults;

        _configuration.Set(Nucleus, """
            {
              "RunWithDefault": {
                "posixuser": "ggc_user:ggc_group", "posixShell": "/bin/bash", "systemResourceLimits": {"cpus": 0.5, "memory": "102400"}
              },
              "mqtt": {"spooler": {"maxSizeInBytes": 2621440, "keepQos0WhenOffline": "TRUE"}},
              "componentStoreMaxSizeBytes": "5000000000",
              "fleetStatus": {"periodicStatusPublishIntervalSeconds": 172800}
            }
            """);
        _configuration.Set(Shadows, """
            {"shadowDocumentSizeLimitBytes": 30720, "rateLimits": {"maxTotalLocalRequestsRate": 500, "maxLocalRequestsPerSecondPerThing": 1.0}}
            """);

        Assert.Equal(new RunDefaults("ggc_user:ggc_group", "/bin/bash", new GroupLimits(0.5, 102_400)), _settings.RunDefaults);
        Assert.Equal(5_000_000_000, _settings.Store.StoreBytes);
        Assert.Equal(new SpoolLimits { Bytes = 2_621_440, KeepQos0WhenOffline = true }, _settings.Spool);
        Assert.Equal(new ShadowLimits { DocumentBytes = 30_720, RequestsPerSecond = 500, ThingRequestsPerSecond = 1 }, _settings.Shadows);
        Assert.Equal(TimeSpan.FromDays(2), _settings.StatusInterval);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Components_see_the_region_and_the_proxy()
    {
        var bare = new RuntimeValues { ThingName = "gw-01", SocketPath = "/s", NucleusVersion = "2.12.6" };
        Assert.Equal(bare, _settings.AddNetwork(bare));

        _configuration.Set(Nucleus, """
            {"awsRegion":"eu-west-1","networkProxy":{"noProxyAddresses":"localhost,10.0.0.0/8","proxy":{"url":"http://proxy.example:3128"}}}
            """);

        var seen = _settings.AddNetwork(bare);
        Assert.Equal(("eu-west-1", "http://proxy.example:3128", "localhost,10.0.0.0/8"), (seen.Region, seen.ProxyUrl, seen.NoProxy));
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("awsRegion", """{"awsRegion":"eu west"}""", "\"eu west\"", "eu-west-1", "none")]
    [InlineData("networkProxy.proxy.url", """{"networkProxy":{"proxy":{"url":"proxy"}}}""", "\"proxy\"", "http://", "none")]
    [InlineData("runWithDefault.posixUser", """{"runWithDefault":{"posixUser":["root"]}}""", """["root"]""", "user or user:group", "door:door")]
    [InlineData("runWithDefault.posixUser", """{"runWithDefault":{"posixUser":"a:b:c"}}""", "\"a:b:c\"", "user or user:group", "door:door")]
    [InlineData("runWithDefault.posixUser", """{"runWithDefault":{"posixUser":":b"}}""", "\":b\"", "user or user:group", "door:door")]
    [InlineData("runWithDefault.posixUser", """{"runWithDefault":{"posixUser":"a b"}}""", "\"a b\"", "without blanks", "door:door")]
    [InlineData("runWithDefault", """{"runWithDefault":"root"}""", "\"root\"", "a map of options", "none in it")]
    [InlineData("mqtt.spooler", """{"mqtt":{"spooler":[1]}}""", "[1]", "a map of options", "none in it")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":"./sh"}}""", "\"./sh\"", "absolute path", "sh")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":"bin/sh"}}""", "\"bin/sh\"", "absolute path", "sh")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":".."}}""", "\"..\"", "absolute path", "sh")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":"-c"}}""", "\"-c\"", "absolute path", "sh")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":"s\u0000h"}}""", "s\\u0000h", "absolute path", "sh")]
    [InlineData("runWithDefault.posixShell", """{"runWithDefault":{"posixShell":{"a":1}}}""", "{\"a\":1}", "absolute path", "sh")]
    [InlineData("runWithDefault.systemResourceLimits.cpus", """{"runWithDefault":{"systemResourceLimits":{"cpus":0}}}""", "0", "above 0, up to 100,000", "no limit")]
    [InlineData("runWithDefault.systemResourceLimits.cpus", """{"runWithDefault":{"systemResourceLimits":{"cpus":1e300}}}""", "1e300", "above 0", "no limit")]
    [InlineData("runWithDefault.systemResourceLimits.memory", """{"runWithDefault":{"systemResourceLimits":{"memory":-1}}}""", "-1", "whole number above 0", "no limit")]
    [InlineData("runWithDefault.systemResourceLimits.memory", """{"runWithDefault":{"systemResourceLimits":{"memory":1.5}}}""", "1.5", "whole number above 0", "no limit")]
    [InlineData("componentStoreMaxSizeBytes", """{"componentStoreMaxSizeBytes":true}""", "true", "from 1 to 9,223,372,036,854,775,807", "10,000,000,000")]
    [InlineData("componentStoreMaxSizeBytes", """{"componentStoreMaxSizeBytes":9223372036854775808}""", "9223372036854775808", "from 1 to", "10,000,000,000")]
    [InlineData("mqtt.spooler.maxSizeInBytes", """{"mqtt":{"spooler":{"maxSizeInBytes":1000}}}""", "1000", "from 65,536 to 1,099,511,627,776", "67,108,864")]
    [InlineData("mqtt.spooler.keepQos0WhenOffline", """{"mqtt":{"spooler":{"keepQos0WhenOffline":"yes"}}}""", "\"yes\"", "true or false", "false")]
    [InlineData("mqtt.spooler.keepQos0WhenOffline", """{"mqtt":{"spooler":{"keepQos0WhenOffline":1}}}""", "1", "true or false", "false")]
    [InlineData("fleetStatus.periodicStatusPublishIntervalSeconds", """{"fleetStatus":{"periodicStatusPublishIntervalSeconds":60}}""", "60", "from 86,400 to 31,622,400", "86,400")]
    public void What_is_not_allowed_is_the_default_and_one_warning_that_says_what_is(
        string option, string json, string value, string allowed, string shownDefault)
    {
        _configuration.Set(Nucleus, json);

        for (var times = 0; times < 3; times++) What_counts_is_the_default();

        var line = Assert.Single(_log.Lines);
        Assert.StartsWith($"Warning: Option {option} of {Nucleus} is ", line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.Contains($"; {shownDefault} counts instead", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shadowDocumentSizeLimitBytes", """{"shadowDocumentSizeLimitBytes":30721}""", "from 1 to 30,720; 8,192")]
    [InlineData("rateLimits.maxTotalLocalRequestsRate", """{"rateLimits":{"maxTotalLocalRequestsRate":0}}""", "from 1 to 100,000; 200")]
    [InlineData("rateLimits.maxLocalRequestsPerSecondPerThing", """{"rateLimits":{"maxLocalRequestsPerSecondPerThing":"many"}}""", "from 1 to 100,000; 20")]
    public void Limits_of_shadows_are_checked_too(string option, string json, string allowed)
    {
        _configuration.Set(Shadows, json);

        Assert.Equal(ShadowLimits.Default, _settings.Shadows);

        var line = Assert.Single(_log.Lines);
        Assert.StartsWith($"Warning: Option {option} of {Shadows} is ", line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_wrong_value_is_told_again_and_so_is_the_same_after_a_right_one()
    {
        foreach (var (value, time) in new[] { ("1", 1), ("2", 2), ("2", 3), ("86400", 4), ("2", 5) })
        {
            _configuration.Set(Nucleus, $$$"""{"fleetStatus":{"periodicStatusPublishIntervalSeconds":{{{value}}}}}""", time);
            Assert.Equal(TimeSpan.FromDays(1), _settings.StatusInterval);
        }

        Assert.Equal(["is 1,", "is 2,", "is 2,"], _log.Lines.Select(line => line[line.IndexOf("is ", StringComparison.Ordinal)..][..5]));
    }

    [Fact]
    public void A_value_without_end_is_shown_only_in_part()
    {
        _configuration.Set(Nucleus, $$"""{"componentStoreMaxSizeBytes":"{{new string('9', 100_000)}}"}""");

        Assert.Equal(StoreLimits.DefaultStoreBytes, _settings.Store.StoreBytes);

        Assert.InRange(Assert.Single(_log.Lines).Length, 200, 500);
    }

    private void What_counts_is_the_default()
    {
        var bare = new RuntimeValues { ThingName = "gw-01", SocketPath = "/s", NucleusVersion = "2.12.6" };
        Assert.Equal(bare, _settings.AddNetwork(bare));
        Assert.Equal(new RunDefaults("door:door"), _settings.RunDefaults);
        Assert.Equal(new StoreLimits(), _settings.Store);
        Assert.Equal(SpoolLimits.Default, _settings.Spool);
        Assert.Equal(TimeSpan.FromDays(1), _settings.StatusInterval);
    }
}
