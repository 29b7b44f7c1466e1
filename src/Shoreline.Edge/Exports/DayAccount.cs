using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Exports;

/// <summary>
/// How many bytes left the gateway on this UTC day, kept over restarts in a file: docs/formats/bandwidth.md. Thread-safe.
/// </summary>
internal sealed class DayAccount
{
    private readonly Lock _lock = new();
    private readonly Lock _saving = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateOnly _day;
    private long _bytes;
    private (DateOnly Day, long Bytes) _saved;

    public DayAccount(string path, TimeProvider time, ILogger logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        _saved = Load();
        (_day, _bytes) = _saved;
    }

    /// <summary>Bytes of today.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                TurnPage();
                return _bytes;
            }
        }
    }

    /// <summary>Adds, or takes back what was not sent after all.</summary>
    public void Add(long bytes)
    {
        lock (_lock)
        {
            TurnPage();
            _bytes = Math.Max(0, _bytes + bytes);
        }
    }

    /// <summary>Time until the next day begins.</summary>
    public TimeSpan LeftOfDay()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return now.Date.AddDays(1) - now;
    }

    /// <summary>Writes the account to the file, if it changed. A gateway that is killed forgets what was added since.</summary>
    public void Save()
    {
        lock (_saving)
        {
            (DateOnly Day, long Bytes) now;
            lock (_lock) now = (_day, _bytes);
            if (now == _saved) return;
            try
            {
                var kept = new KeptDay(KeptDay.SchemaName, now.Day.ToString("O", CultureInfo.InvariantCulture), now.Bytes);
                DurableFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(kept, KeptDayJson.Default.KeptDay));
                _saved = now;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                EdgeLog.DayAccountNotSaved(_logger, _path, e.Message);
            }
        }
    }

    private void TurnPage()
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (today != _day) (_day, _bytes) = (today, 0);
    }

    private (DateOnly Day, long Bytes) Load()
    {
        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(_path), KeptDayJson.Default.KeptDay);
            if (kept is { Schema: KeptDay.SchemaName, Bytes: >= 0 } && ParseDay(kept.Day) is { } day) return (day, kept.Bytes);
            EdgeLog.DayAccountNotRead(_logger, _path, "it is of another form");
        }
        catch (FileNotFoundException)
        {
            // The first start.
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            EdgeLog.DayAccountNotRead(_logger, _path, e.Message);
        }
        return default;
    }

    private static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>The form of the file.</summary>
internal sealed record KeptDay(string Schema, string Day, long Bytes)
{
    public const string SchemaName = "shoreline.bandwidth/1";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptDay))]
internal sealed partial class KeptDayJson : JsonSerializerContext;
