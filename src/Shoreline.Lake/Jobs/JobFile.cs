using System.Text.RegularExpressions;
using Quartz;
using Shoreline.Core;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Jobs;

/// <summary>Reads a job's file: a header of <c>-- key: value</c> comments, then one SELECT.</summary>
internal sealed partial class JobFile
{
    /// <summary>The table name by which the SQL of a job calls its source.</summary>
    public const string Source = "source";

    private static readonly string[] Keys = ["name", "description", "schedule", "source", "target", "mode", "key"];

    private readonly string _file;
    private readonly Dictionary<string, (string Value, int Line)> _header = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    private JobFile(string file) => _file = file;

    /// <param name="connection">Any connection: DuckDB's parser checks the SQL.</param>
    /// <exception cref="InvalidInputException">The file has faults; the message has a line for each, with file and line number.</exception>
    public static JobDefinition Parse(string file, string text, DuckDbConnection connection)
    {
        var reader = new JobFile(file);
        reader.ReadHeader(text);
        var job = reader.Build(text);
        reader.CheckSql(text, connection);
        return reader._faults.Count == 0 ? job : throw new InvalidInputException(string.Join('\n', reader._faults));
    }

    private void ReadHeader(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length && lines[i].StartsWith("--", StringComparison.Ordinal); i++)
        {
            var match = HeaderLine().Match(lines[i]);
            if (!match.Success) continue; // a comment of the author's
            var key = match.Groups[1].Value;
            if (!Keys.Contains(key)) Fault(i + 1, $"'{key}' is no key of a job's header: use {string.Join(", ", Keys)}");
            else if (!_header.TryAdd(key, (match.Groups[2].Value.Trim(), i + 1))) Fault(i + 1, $"'{key}' is given twice");
        }
    }

    private JobDefinition Build(string text)
    {
        var (name, source, target) = (Table("name"), Table("source"), Table("target"));
        if (name != Path.GetFileNameWithoutExtension(_file))
        {
            Fault(LineOf("name"), $"the job is named '{name}', its file '{_file}': give both the same name");
        }
        if (!Enum.TryParse<JobMode>(Required("mode"), ignoreCase: true, out var mode))
        {
            Fault(LineOf("mode"), "mode is append, merge or replace");
        }
        var key = Optional("key")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (key.Length == 0 && mode != JobMode.Replace)
        {
            Fault(LineOf("key"), "'key' is missing: name the columns that tell one row from another");
        }
        var schedule = Optional("schedule");
        if (schedule is not null && !CronExpression.TryParse(schedule, out _))
            Fault(LineOf("schedule"), $"'{schedule}' is not a cron expression of 6 or 7 fields, seconds first");
        return new JobDefinition(name, Optional("description") ?? "", schedule, source, target, mode, key, text);
    }

    private void CheckSql(string text, DuckDbConnection connection)
    {
        try
        {
            SqlGuard.Check(connection, text, [Source]);
            SqlGuard.Check(connection, $"SELECT * FROM ({Body(text)}\n)", [Source]);
        }
        catch (QueryException e)
        {
            _faults.Add($"{_file}: {e.Message}");
        }
    }

    /// <summary>The SQL without the semicolon at its end, so that it fits into parentheses.</summary>
    public static string Body(string text) => text.AsSpan().TrimEnd().TrimEnd(';').ToString();

    private string Table(string key)
    {
        var value = Required(key);
        if (value.Length > 0 && !NamePattern().IsMatch(value))
        {
            Fault(LineOf(key), $"'{value}' is not a name: use a-z 0-9 _ (and - in a job's name)");
        }
        return value;
    }

    private string Required(string key)
    {
        if (Optional(key) is { } value) return value;
        Fault(1, $"'{key}' is missing in the header");
        return "";
    }

    private string? Optional(string key) => _header.TryGetValue(key, out var entry) && entry.Value.Length > 0 ? entry.Value : null;

    private int LineOf(string key) => _header.TryGetValue(key, out var entry) ? entry.Line : 1;

    private void Fault(int line, string what) => _faults.Add($"{_file}: line {line}: {what}.");

    [GeneratedRegex(@"^-- *([a-z]+) *:(.*)$")]
    private static partial Regex HeaderLine();

    [GeneratedRegex("^[a-z0-9_-]+$")]
    private static partial Regex NamePattern();
}
