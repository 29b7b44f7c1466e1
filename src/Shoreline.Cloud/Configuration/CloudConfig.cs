using Quartz;
using Shoreline.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shoreline.Cloud.Configuration;

/// <summary>Reads <c>cloud.yaml</c>. The keys: docs/formats/cloud-yaml.md.</summary>
public static class CloudConfig
{
    /// <exception cref="InvalidInputException">The file cannot be read, or holds faults; the message has one line for each.</exception>
    public static CloudOptions Load(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            return Read(reader, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"The configuration {path} cannot be read: {e.Message} Give --config a file, or leave it out to take the defaults.", e);
        }
    }

    internal static CloudOptions Read(TextReader yaml, string file)
    {
        var faults = new ConfigFaults(file);
        var options = ReadTop(new ConfigSection(Parse(yaml, faults), "", faults));
        faults.ThrowIfAny();
        return options;
    }

    private static YamlMappingNode? Parse(TextReader yaml, ConfigFaults faults)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(yaml);
            if (stream.Documents.Count == 0) return null;
            var root = stream.Documents[0].RootNode;
            if (root is YamlMappingNode mapping) return mapping;
            if (root is not YamlScalarNode { Value: null or "" })
            {
                faults.Add(root.Start.Line, "is not a list of keys, such as 'portal: { port: 8080 }'");
            }
        }
        catch (YamlException e)
        {
            faults.Add(e.Start.Line, $"is not YAML: {e.Message}");
        }
        return null;
    }

    private static CloudOptions ReadTop(ConfigSection top)
    {
        var options = new CloudOptions
        {
            DataFolder = top.Text("data", "a folder") ?? CloudOptions.DefaultDataFolder,
            Portal = ReadPortal(top.Section("portal")),
            Broker = ReadBroker(top),
            Ingest = ReadIngest(top.Section("ingest")),
            Jobs = top.Section("jobs").Entries(ScheduleFault),
            DemoControl = ReadDemo(top.Section("demo")),
        };
        top.RefuseUnknownKeys();
        return options;
    }

    private static PortalOptions ReadPortal(ConfigSection section)
    {
        var defaults = new PortalOptions();
        var portal = new PortalOptions
        {
            Listen = section.Address("listen", defaults.Listen),
            Port = section.Port("port", defaults.Port),
            Hosts = section.Texts("hosts", "a list of host names, such as [lake.example]"),
        };
        section.RefuseUnknownKeys();
        return portal;
    }

    private static BrokerOptions ReadBroker(ConfigSection top)
    {
        var section = top.Section("broker");
        var broker = new BrokerOptions { Port = section.Port("port", new BrokerOptions().Port), External = top.Url("mqtt", "mqtt") };
        section.RefuseUnknownKeys();
        if (broker.External is not null && top.Has("broker"))
        {
            top.Fault("mqtt", "names a broker, and 'broker' asks for our own: keep one of the two");
        }
        return broker;
    }

    private static IngestOptions ReadIngest(ConfigSection section)
    {
        var defaults = new IngestOptions();
        var ingest = new IngestOptions
        {
            CommitInterval = section.Seconds(
                "commitSeconds", defaults.CommitInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10)),
            CommitBytes = section.Bytes("commitBytes", defaults.CommitBytes, 1 << 10, 256 << 20),
            MaxBodyBytes = section.Bytes("maxBodyBytes", defaults.MaxBodyBytes, 1 << 10, 1 << 30),
        };
        section.RefuseUnknownKeys();
        return ingest;
    }

    private static Uri? ReadDemo(ConfigSection section)
    {
        var control = section.Url("control", "http");
        section.RefuseUnknownKeys();
        return control;
    }

    private static string? ScheduleFault(string schedule) =>
        schedule == "off" || CronExpression.TryParse(schedule, out _)
            ? null
            : $"is '{schedule}'; allowed is a cron expression with seconds, such as \"*/5 * * * * ?\", or off";
}
