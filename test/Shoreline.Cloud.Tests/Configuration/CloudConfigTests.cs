using System.Net;
using Shoreline.Cloud.Configuration;
using Shoreline.Core;

namespace Shoreline.Cloud.Tests.Configuration;

public sealed class CloudConfigTests
{
    [Fact]
    public void An_empty_file_is_the_defaults() => Assert.Equal(new CloudOptions().Portal, Read("").Portal with { Hosts = new PortalOptions().Hosts });

    [Fact]
    public void Every_key_is_read()
    {
        var options = Read("""
            data: /srv/lake
            portal: { listen: 0.0.0.0, port: 9000, hosts: [lake.example] }
            mqtt: mqtt://broker.example:1883
            ingest: { commitSeconds: 0.5, commitBytes: 1MiB, maxBodyBytes: 8MiB }
            jobs: { curate: "*/10 * * * * ?", curate-faces: off }
            demo: { control: "http://127.0.0.1:4711" }
            """);
        Assert.Equal("/srv/lake", options.DataFolder);
        Assert.Equal((IPAddress.Any, 9000, "lake.example"), (options.Portal.Listen, options.Portal.Port, Assert.Single(options.Portal.Hosts)));
        Assert.Equal(new Uri("mqtt://broker.example:1883"), options.Broker.External);
        Assert.Equal(new IngestOptions { CommitInterval = TimeSpan.FromSeconds(0.5), CommitBytes = 1 << 20, MaxBodyBytes = 8 << 20 }, options.Ingest);
        Assert.Equal([("curate", "*/10 * * * * ?"), ("curate-faces", "off")], options.Jobs.Select(job => (job.Key, job.Value)));
        Assert.Equal(new Uri("http://127.0.0.1:4711"), options.DemoControl);
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_line_and_what_is_allowed()
    {
        var error = Assert.Throws<InvalidInputException>(() => Read("""
            portal:
              port: 70000
              listen: everywhere
            broker: 1883
            mqtt: tcp://x
            ingest:
              commitSeconds: soon
              commitBytes: lots
              comitBytes: 4MiB
            jobs: { curate: daily }
            theme: dark
            """));
        Assert.Collection(
            error.Message.Split('\n'),
            line => Assert.Equal("cloud.yaml:2: 'portal.port' is '70000'; allowed is a port from 0 (any free one) to 65535", line),
            line => Assert.StartsWith("cloud.yaml:3: 'portal.listen' is 'everywhere'; allowed is an IP address", line, StringComparison.Ordinal),
            line => Assert.StartsWith("cloud.yaml:4: 'broker' is '1883'; allowed is a group of keys", line, StringComparison.Ordinal),
            line => Assert.Equal("cloud.yaml:5: 'mqtt' is 'tcp://x'; allowed is an address mqtt://host:port", line),
            line => Assert.StartsWith("cloud.yaml:7: 'ingest.commitSeconds' is 'soon'; allowed is a number of seconds from 0.05", line, StringComparison.Ordinal),
            line => Assert.StartsWith("cloud.yaml:8: 'ingest.commitBytes' is 'lots'; allowed is a size from 1KiB", line, StringComparison.Ordinal),
            line => Assert.Equal("cloud.yaml:9: 'ingest.comitBytes' is not a key here. Known: commitBytes, commitSeconds, maxBodyBytes", line),
            line => Assert.StartsWith("cloud.yaml:10: 'jobs.curate' is 'daily'; allowed is a cron expression", line, StringComparison.Ordinal),
            line => Assert.StartsWith("cloud.yaml:11: 'theme' is not a key here. Known: broker, data, demo", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("portal: [", "is not YAML")]
    [InlineData("portal: {port: 1}\nportal: {port: 2}", "cloud.yaml:2: is not YAML")]
    [InlineData("- a", "is not a list of keys")]
    [InlineData("broker: {port: 1}\nmqtt: mqtt://h:1", "keep one of the two")]
    public void What_is_no_configuration_is_refused(string yaml, string said) =>
        Assert.Contains(said, Assert.Throws<InvalidInputException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_documented_sample_holds_the_defaults()
    {
        var page = File.ReadAllText(Path.Combine(Assets.FindHome()!, "docs", "formats", "cloud-yaml.md"));
        var options = Read(page.Split("```yaml\n")[1].Split("```")[0]);
        var defaults = new CloudOptions { DataFolder = "/var/lib/shoreline" };
        Assert.Equal(defaults.Portal, options.Portal with { Hosts = defaults.Portal.Hosts });
        Assert.Equal((defaults.DataFolder, defaults.Broker, defaults.Ingest), (options.DataFolder, options.Broker, options.Ingest));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("/no/cloud.yaml", Assert.Throws<InvalidInputException>(() => CloudConfig.Load("/no/cloud.yaml")).Message, StringComparison.Ordinal);

    private static CloudOptions Read(string yaml) => CloudConfig.Read(new StringReader(yaml), "cloud.yaml");
}
