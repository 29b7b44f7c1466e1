using System.Globalization;
using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads what <c>edge.yaml</c> says of exports: the lists of the streams, what holds for all, and the bandwidth.</summary>
internal sealed class ExportConfigReader(ExportSettings settings, string folder)
{
    private const int MostRecords = 100_000;
    private const int LongestIdChars = 64;
    private const long LeastRollBytes = 64 << 10;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(7);
    private static readonly string[] Destinations = ["cloud", "local", "s3", "kinesis", "http", "file"];

    /// <summary>The key <c>exports</c> of a file.</summary>
    public static ExportSettings ReadSettings(YamlMap root)
    {
        if (root.Map("exports") is not { } map) return new ExportSettings();
        var (s3, kinesis) = ReadAws(map);
        var settings = new ExportSettings
        {
            AtOnce = map.Integer("atOnce", ExportSettings.DefaultAtOnce, 1, 100),
            LongestRetry = map.Duration("retryMax", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            S3 = s3,
            Kinesis = kinesis,
            SiteWise = map.Address("siteWise", "http://HOST:PORT/PATH", "http", "https"),
        };
        map.RefuseUnknown();
        return settings;
    }

    /// <summary>The key <c>bandwidth</c> of a file.</summary>
    public static BandwidthConfig ReadBandwidth(YamlMap root)
    {
        const long LeastRate = 1_000;
        const long LeastDay = 1_000_000;
        if (root.Map("bandwidth") is not { } map) return new BandwidthConfig();
        var windows = map.List("windows");
        var bandwidth = new BandwidthConfig
        {
            BytesPerSecond = map.Size("rate", LeastRate),
            BytesPerDay = map.Size("perDay", LeastDay),
            Windows = [.. (windows ?? []).Select(ReadWindow)],
            Zone = ReadZone(map),
            UrgentPriority = map.Integer("urgent", 0, 1, 10),
        };
        if (windows is null && (map.Has("urgent") || map.Has("timeZone"))) map.Fault(map.Has("urgent") ? "urgent" : "timeZone", "says nothing without 'windows'");
        map.RefuseUnknown();
        return bandwidth;
    }

    /// <summary>The key <c>exports</c> of a stream; null where it is absent.</summary>
    public IReadOnlyList<ExportSpec>? ReadList(YamlMap stream)
    {
        if (stream.List("exports") is not { } maps) return null;
        var exports = maps.Select(Read).ToList();
        if (exports.CountBy(e => e.Id).FirstOrDefault(id => id.Value > 1).Key is { } twice)
        {
            stream.Fault("exports", twice is "cloud" or "local"
                ? $"names the destination '{twice}' twice"
                : $"has two exports with the id '{twice}'; give each an 'id' of its own");
        }
        if (exports.Select(e => e.To).OfType<ToFile>().CountBy(f => f.Folder).Any(folder => folder.Value > 1)) stream.Fault("exports", "has two exports to one folder");
        return exports;
    }

    private ExportSpec Read(YamlMap map)
    {
        var word = map.RequiredText("to", "cloud");
        if (word.Length > 0 && !Destinations.Contains(word)) map.Fault("to", $"'{word}' is not one of {string.Join(", ", Destinations)}");
        var export = new ExportSpec
        {
            Id = ReadId(map, word),
            To = ReadDestination(map, word),
            Priority = map.Integer("priority", ExportSpec.DefaultPriority, 1, 10),
            BatchRecords = map.Has("batchRecords") ? map.Integer("batchRecords", 1, 1, MostRecords) : null,
            BatchInterval = map.Duration("batchInterval", TimeSpan.FromMilliseconds(10), LongestInterval),
            StartSequence = map.Has("start") ? map.Integer("start", 0, 0, int.MaxValue) : null,
            Disabled = map.Boolean("disabled", false),
        };
        map.RefuseUnknown();
        return export;
    }

    /// <summary>The id becomes the name of a cursor, which lasts. Where it is not given it is the destination's word.</summary>
    private static string ReadId(YamlMap map, string word)
    {
        if (word is "cloud" or "local") return word;
        var id = map.Text("id") ?? word;
        if (id.Length > LongestIdChars || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            map.Fault("id", $"'{id}' is not a name of 1 to {LongestIdChars} letters, digits, '-' and '_'");
        }
        else if (id is "cloud" or "local")
        {
            map.Fault("id", $"'{id}' is the id of the export to {id}");
        }
        return id;
    }

    private ExportTo ReadDestination(YamlMap map, string word) => word switch
    {
        "local" => new ToLocal(ReadQos(map, ExportAck.Broker)),
        "s3" => new ToS3Objects(map.RequiredText("bucket", "lake"), map.Text("prefix") ?? "", ReadAccess(map, settings.S3)),
        "kinesis" => new ToKinesis(map.RequiredText("stream", "readings"), ReadAccess(map, settings.Kinesis)),
        "http" => ReadHttp(map),
        "file" => new ToFile(ReadFolder(map), map.Size("rollSize", LeastRollBytes), map.Duration("rollTime", TimeSpan.FromSeconds(1), LongestInterval)),
        _ => ReadCloud(map),
    };

    private static ToCloud ReadCloud(YamlMap map)
    {
        var ack = map.Choice("ack", ExportAck.Store, ("store", ExportAck.Store), ("broker", ExportAck.Broker));
        return new ToCloud(ack, ReadQos(map, ack));
    }

    private static int ReadQos(YamlMap map, ExportAck ack)
    {
        var qos = map.Integer("qos", ToCloud.DefaultQos, 0, 2);
        if (qos == 0 && ack == ExportAck.Broker)
        {
            map.Fault("qos", "0 is not confirmed by a broker, so records could be lost unseen: use 1 or 2, or 'ack: store' where a Shoreline cloud is behind it");
        }
        return qos;
    }

    private static ToHttp ReadHttp(YamlMap map)
    {
        var url = map.Address("url", "https://HOST:PORT/PATH", "http", "https");
        if (url is null && !map.Has("url")) map.Fault("url", "is missing; for example 'url: https://historian.example/records'");
        var batched = map.Choice("format", false, ("raw", false), ("json", true));
        return new ToHttp(url ?? new Uri("http://unknown.invalid"), batched, map.SecretName("credentials")); // the fault keeps it from being used
    }

    private string ReadFolder(YamlMap map)
    {
        var path = map.RequiredText("folder", "/mnt/usb/records");
        return path.Length == 0 ? folder : Path.GetFullPath(path, folder);
    }

    private static (AwsAccess S3, AwsAccess Kinesis) ReadAws(YamlMap settings)
    {
        if (settings.Map("aws") is not { } map) return (new AwsAccess(), new AwsAccess());
        var access = new AwsAccess(Endpoint: null, map.Text("region"), map.SecretName("credentials"));
        var (s3, kinesis) = (map.Address("s3", "http://HOST:PORT", "http", "https"), map.Address("kinesis", "http://HOST:PORT", "http", "https"));
        map.RefuseUnknown();
        return (access with { Endpoint = s3 }, access with { Endpoint = kinesis });
    }

    private static AwsAccess ReadAccess(YamlMap map, AwsAccess general) => new(
        map.Address("endpoint", "http://HOST:PORT", "http", "https") ?? general.Endpoint, map.Text("region") ?? general.Region,
        map.SecretName("credentials") ?? general.Secret);

    private static SendWindow ReadWindow(YamlMap map)
    {
        var window = new SendWindow(ReadTime(map, "from", "22:00"), ReadTime(map, "to", "06:00"));
        map.RefuseUnknown();
        return window;
    }

    private static TimeOnly ReadTime(YamlMap map, string key, string example)
    {
        var text = map.RequiredText(key, $"\"{example}\"");
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || text.Length == 0) return time;
        map.Fault(key, $"'{text}' is not a time of day; for example \"{example}\", in quotes");
        return default;
    }

    private static TimeZoneInfo? ReadZone(YamlMap map)
    {
        if (map.Text("timeZone") is not { } name) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        map.Fault("timeZone", $"'{name}' is not a time zone that this machine knows; for example Europe/Berlin");
        return null;
    }
}
