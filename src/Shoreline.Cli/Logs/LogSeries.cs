using System.Text.RegularExpressions;
using Shoreline.Cli.Ipc;
using Shoreline.Core;

namespace Shoreline.Cli.Logs;

/// <summary>One log: what was turned over of it, oldest first, and the file that is written.</summary>
internal sealed partial class LogSeries : IDisposable
{
    private const string Ending = ".log";
    private const int BlockBytes = 64 << 10;

    private readonly List<string> _turnedOver;
    private readonly ComponentLog? _current;
    private readonly long _length;
    private readonly LogSelection _selection;

    private LogSeries(string? current, string folder, string name, bool withTurnedOver, LogSelection selection)
    {
        _selection = selection;
        if (current is not null)
        {
            _current = new ComponentLog(current);
            _length = _current.Length;
        }
        // Listed after the file is open: one that is turned over in between has its new name by then, and is not read twice.
        _turnedOver = withTurnedOver ? [.. TurnedOver(folder, name).Where(path => path != _current?.CurrentName)] : [];
    }

    /// <summary>A single file.</summary>
    public static LogSeries OfFile(string path, LogSelection selection) =>
        new(Path.GetFullPath(path), "", "", withTurnedOver: false, selection);

    /// <summary>All logs of a folder, each with what was turned over.</summary>
    public static IEnumerable<LogSeries> OfFolder(string folder, Func<LogSelection> selection)
    {
        foreach (var name in Files(folder).Select(NameOf).Distinct(StringComparer.Ordinal))
        {
            var current = Path.Combine(Path.GetFullPath(folder), name + Ending);
            yield return new LogSeries(
                File.Exists(current) ? current : null, Path.GetFullPath(folder), name, withTurnedOver: true, selection());
        }
    }

    /// <summary>Every log file of a folder, by name.</summary>
    /// <exception cref="InvalidInputException">There is no such folder.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidInputException($"There is no folder '{folder}' with logs.");
        return [.. Directory.EnumerateFiles(Path.GetFullPath(folder), "*" + Ending).Order(StringComparer.Ordinal)];
    }

    /// <summary>The lines that are wanted of those that are there. Holds a block and a line.</summary>
    public IEnumerable<SelectedLine> Read()
    {
        foreach (var path in _turnedOver.Where(File.Exists)) // the oldest may be deleted meanwhile
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            foreach (var line in Lines(file, long.MaxValue)) yield return line;
        }
        if (_current is null) yield break;
        using var current = _current.Reopen();
        foreach (var line in Lines(current, _length)) yield return line;
    }

    /// <summary>Tells of each line that is wanted of those that come, until cancelled.</summary>
    public async Task FollowAsync(Action<SelectedLine> tell, CancellationToken cancellationToken)
    {
        if (_current is null) return;
        await using var lines = new LineStream(line =>
        {
            foreach (var selected in _selection.Next(line)) tell(selected);
        });
        _current.SkipTo(_length);
        await _current.FollowAsync(lines, cancellationToken);
    }

    public void Dispose() => _current?.Dispose();

    private IEnumerable<SelectedLine> Lines(FileStream file, long most)
    {
        var cutter = new LineCutter();
        var block = new byte[BlockBytes];
        for (int count; most > 0 && (count = file.Read(block, 0, (int)Math.Min(block.Length, most))) > 0; most -= count)
        {
            foreach (var line in cutter.Push(block.AsSpan(0, count)))
                foreach (var selected in _selection.Next(line)) yield return selected;
        }
        if (cutter.Rest() is { } rest)
            foreach (var selected in _selection.Next(rest)) yield return selected;
    }

    private static IEnumerable<string> TurnedOver(string folder, string name) => Files(folder)
        .Select(path => (Path: path, Match: TurnedOverName().Match(Path.GetFileName(path))))
        .Where(file => file.Match.Success && file.Match.Groups["name"].Value == name)
        .OrderBy(file => file.Match.Groups["hour"].Value, StringComparer.Ordinal)
        .ThenBy(file => int.Parse(file.Match.Groups["n"].ValueSpan, provider: null))
        .Select(file => file.Path);

    private static string NameOf(string path) =>
        TurnedOverName().Match(Path.GetFileName(path)) is { Success: true } match
            ? match.Groups["name"].Value : Path.GetFileNameWithoutExtension(path);

    [GeneratedRegex(@"^(?<name>.+)_(?<hour>\d{4}_\d\d_\d\d_\d\d)_(?<n>\d{1,9})\.log\z", RegexOptions.ExplicitCapture)]
    private static partial Regex TurnedOverName();
}
