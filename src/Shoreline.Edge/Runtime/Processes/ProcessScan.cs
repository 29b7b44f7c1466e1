using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Runtime.Processes;

/// <summary>What is to be known of a process without control groups.</summary>
/// <param name="StartedAt">In ticks since the machine's start: tells it from a later process with the same id.</param>
/// <param name="Owner">Value of the variable that marks a component's processes; null where it has none.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, long StartedAt, string? Owner);

/// <summary>
/// Reads all processes of the machine. Those who ask at the same time share one reading, so that 200 components that stop at once cost as
/// much as one.
/// </summary>
internal sealed class ProcessScan(string variable)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(variable + "=");
    private readonly Lock _lock = new(); // guards the two tasks
    private Task<IReadOnlyList<ProcessEntry>> _running = Task.FromResult<IReadOnlyList<ProcessEntry>>([]);
    private Task<IReadOnlyList<ProcessEntry>>? _next;

    /// <summary>
    /// A reading that begins after this call, and not one that is under way: that one may have missed what has just been forked.
    /// </summary>
    public Task<IReadOnlyList<ProcessEntry>> TakeAsync()
    {
        lock (_lock) return _next ??= AfterAsync(_running);
    }

    private async Task<IReadOnlyList<ProcessEntry>> AfterAsync(Task<IReadOnlyList<ProcessEntry>> last)
    {
        await Task.Yield(); // _next is set before this goes on
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _running = _next!;
            _next = null;
        }
        return Read();
    }

    private List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            try
            {
                if (ReadStat(id, File.ReadAllText(Path.Combine(folder, "stat"))) is not { } entry) continue; // a zombie
                entries.Add(entry with { Owner = Owner(File.ReadAllBytes(Path.Combine(folder, "environ"))) });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended, or is another user's and so not ours.
            }
        }
        return entries;
    }

    /// <summary>
    /// <c>ID (NAME) STATE PARENT GROUP SESSION …</c>, proc(5); the start is field 22. The name may hold blanks and parentheses.
    /// </summary>
    private static ProcessEntry? ReadStat(int id, string stat)
    {
        const int State = 0, Parent = 1, Session = 3, StartedAt = 19; // behind the name
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StartedAt || fields[State] is "Z" or "X") return null;
        return new ProcessEntry(id, Number(fields[Parent]), Number(fields[Session]), long.Parse(fields[StartedAt], CultureInfo.InvariantCulture), null);

        static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
    }

    private string? Owner(ReadOnlySpan<byte> environment)
    {
        foreach (var range in environment.Split((byte)0))
        {
            var entry = environment[range];
            if (entry.StartsWith(_prefix)) return Encoding.UTF8.GetString(entry[_prefix.Length..]);
        }
        return null;
    }
}
