using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>
/// The nucleus' option <c>logging</c> as it stands: read from the device's configuration, and again with every change of it. Whoever writes a
/// log asks for each entry. Thread-safe.
/// </summary>
/// <remarks>A value that cannot be used is told of once and leaves its default in force: a typing error must not cost a gateway its logs.</remarks>
internal sealed class LoggingSettings(LogOptions? first = null)
{
    private const string Option = "logging";
    private const long MostFileKiB = 1 << 20; // 1 GiB: larger ones no tool opens
    private const long MostTotalKiB = 1 << 30;
    private const int MostShown = 64; // of a value, in a warning

    private readonly Lock _lock = new(); // guards reading, and what was told
    private volatile LogOptions _value = first ?? new LogOptions();
    private volatile bool _isKnown;
    private HashSet<string> _told = [];

    public LogOptions Value => _value;

    /// <summary>The configuration was read. What is logged before can wait for it.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>Reads the option and goes by its changes until disposed.</summary>
    public IDisposable Follow(DeviceConfiguration configuration, ILogger logger)
    {
        var watch = configuration.WatchFor(BuiltInComponents.Nucleus, [Option], (_, _) => ReadNow());
        ReadNow();
        return watch;

        void ReadNow()
        {
            lock (_lock) Read(configuration.Get(BuiltInComponents.Nucleus, [Option])?.Value, logger);
        }
    }

    private void Read(JsonNode? logging, ILogger logger)
    {
        var reader = new Reader(logging);
        var standard = new LogOptions();
        _value = new LogOptions
        {
            Level = reader.Choice("level", standard.Level),
            IsJson = reader.Choice("format", Format.Text) == Format.Json,
            IsConsole = reader.Choice("outputType", Output.File) == Output.Console,
            FileBytes = reader.KiB("fileSizeKB", standard.FileBytes, MostFileKiB),
            TotalBytes = reader.KiB("totalLogsSizeKB", standard.TotalBytes, MostTotalKiB),
            Folder = reader.Folder("outputDirectory"),
        };
        _isKnown = true;
        foreach (var (key, value, allowed) in reader.Faults)
        {
            if (!_told.Contains(key + '=' + value)) RuntimeLog.LoggingOptionIgnored(logger, BuiltInComponents.Nucleus, key, value, allowed);
        }
        _told = [.. reader.Faults.Select(fault => fault.Key + '=' + fault.Value)];
    }

    private enum Format
    {
        Text,
        Json,
    }

    private enum Output
    {
        File,
        Console,
    }

    private sealed class Reader
    {
        private readonly JsonObject? _logging;

        public Reader(JsonNode? logging)
        {
            _logging = logging as JsonObject;
            if (_logging is null && logging is not null) Fault(Option, logging, "an object");
        }

        public List<(string Key, string Value, string Allowed)> Faults { get; } = [];

        public T Choice<T>(string key, T standard) where T : struct, Enum
        {
            if (Find(key) is not { } value) return standard;
            var text = value.ToString();
            // Not Enum.TryParse alone: it takes numbers, and lists.
            if (Enum.GetNames<T>().Any(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))) return Enum.Parse<T>(text, ignoreCase: true);
            Fault(Option + "." + key, value, string.Join(", ", Enum.GetNames<T>().Select(name => name.ToUpperInvariant())));
            return standard;
        }

        public long KiB(string key, long standard, long most)
        {
            if (Find(key) is not { } value) return standard;
            if (long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most) return number << 10;
            Fault(Option + "." + key, value, string.Create(CultureInfo.InvariantCulture, $"whole numbers from 1 to {most}"));
            return standard;
        }

        public string? Folder(string key)
        {
            if (Find(key) is not { } value) return null;
            var text = value.ToString();
            if (text.Length == 0) return null; // as if it were not there
            if (value is JsonValue && Path.IsPathFullyQualified(text) && !text.Contains('\0') && text.Length < 1024) return text;
            Fault(Option + "." + key, value, "absolute paths");
            return null;
        }

        /// <summary>Keys in any case, as everywhere in a configuration.</summary>
        private JsonNode? Find(string key) =>
            _logging?.FirstOrDefault(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;

        private void Fault(string key, JsonNode value, string allowed)
        {
            var text = value.ToString().ReplaceLineEndings(" ");
            Faults.Add((key, text.Length > MostShown ? text[..MostShown] + "…" : text, allowed));
        }
    }
}
