using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Reload;

/// <summary>
/// Which of some components run in another process than they did when this was made: what happened, not what was meant to.
/// </summary>
internal sealed class ProcessChanges
{
    private readonly IComponentRuntime _runtime;
    private readonly string[] _names;
    private readonly Dictionary<string, int?> _before;

    public ProcessChanges(IComponentRuntime runtime, IEnumerable<string> names)
    {
        (_runtime, _names) = (runtime, [.. names.Distinct().Order(StringComparer.Ordinal)]);
        _before = Processes();
    }

    public ReloadReport AddTo(ReloadReport report)
    {
        var after = Processes();
        return report with
        {
            Started = Where(name => !_before.ContainsKey(name) && after.ContainsKey(name)),
            Stopped = Where(name => _before.ContainsKey(name) && !after.ContainsKey(name)),
            Restarted = Where(name => _before.TryGetValue(name, out var process) && after.TryGetValue(name, out var now) && process != now),
            LeftAlone = Where(name => _before.TryGetValue(name, out var process) && after.TryGetValue(name, out var now) && process == now),
        };
    }

    private string[] Where(Func<string, bool> condition) => [.. _names.Where(condition)];

    private Dictionary<string, int?> Processes()
    {
        var processes = new Dictionary<string, int?>(StringComparer.Ordinal);
        foreach (var name in _names)
        {
            if (_runtime.TryGet(name, out var view)) processes[name] = view.ProcessId;
        }
        return processes;
    }
}
