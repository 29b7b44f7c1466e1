namespace Shoreline.Streams.Tests.Simulation;

/// <summary>A folder's names as the operating system has them, and the changes that are not on the device yet.</summary>
internal sealed class SimulatedFolder
{
    private readonly List<Action<Dictionary<string, object>>> _pending = [];
    private Dictionary<string, object> _durable = new(StringComparer.Ordinal);

    /// <summary>Files and folders by name.</summary>
    public Dictionary<string, object> Entries { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>One change of names, atomic on the device.</summary>
    public void Change(Action<Dictionary<string, object>> change)
    {
        change(Entries);
        _pending.Add(change);
    }

    public void Sync()
    {
        _durable = new Dictionary<string, object>(Entries, StringComparer.Ordinal);
        _pending.Clear();
    }

    /// <summary>The folder after a power cut: a journal keeps the order of changes, and some of the newest are lost.</summary>
    public SimulatedFolder AfterPowerCut(Random random)
    {
        var names = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
        foreach (var change in _pending.Take(random.Next(_pending.Count + 1))) change(names);
        var after = new SimulatedFolder();
        foreach (var (name, node) in names)
        {
            after.Entries[name] = node is SimulatedFolder folder ? folder.AfterPowerCut(random) : ((SimulatedFile)node).AfterPowerCut(random);
        }
        after.Sync();
        return after;
    }
}
