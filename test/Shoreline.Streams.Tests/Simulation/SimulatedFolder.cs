namespace Shoreline.Streams.Tests.Simulation;

/// <summary>One change of names: something goes, something comes, atomically on the device.</summary>
internal readonly record struct NameChange(string? Gone, string? Come, object? Node)
{
    public void Apply(Dictionary<string, object> names)
    {
        if (Gone is not null) names.Remove(Gone);
        if (Come is not null) names[Come] = Node!;
    }
}

/// <summary>A folder's names as the operating system has them, and the changes that are not on the device yet.</summary>
internal sealed class SimulatedFolder
{
    private readonly List<NameChange> _pending = [];
    private Dictionary<string, object> _durable = new(StringComparer.Ordinal);

    /// <summary>Files and folders by name.</summary>
    public Dictionary<string, object> Entries { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Whether something in it, or below, is not on the device yet.</summary>
    public bool HasPending => _pending.Count > 0
        || Entries.Values.Any(node => node is SimulatedFolder folder ? folder.HasPending : ((SimulatedFile)node).HasPending);

    public void Change(NameChange change)
    {
        change.Apply(Entries);
        _pending.Add(change);
    }

    public void Sync()
    {
        _durable = new Dictionary<string, object>(Entries, StringComparer.Ordinal);
        _pending.Clear();
    }

    /// <summary>The folder as it is at this moment, with what is not on the device yet, to go on with apart from this one.</summary>
    /// <param name="forks">What was forked already: a file may be in several of the lists.</param>
    public SimulatedFolder Fork(Dictionary<object, object> forks)
    {
        var fork = new SimulatedFolder { Entries = Fork(Entries, forks), _durable = Fork(_durable, forks) };
        foreach (var change in _pending) fork._pending.Add(change.Node is null ? change : change with { Node = Fork(change.Node, forks) });
        return fork;
    }

    /// <summary>The folder after a power cut: a journal keeps the order of changes, and some of the newest are lost.</summary>
    public SimulatedFolder AfterPowerCut(Random random) => Copy(
        random.Next(_pending.Count + 1), node => node is SimulatedFolder folder ? folder.AfterPowerCut(random) : ((SimulatedFile)node).AfterPowerCut(random));

    /// <summary>The folder after a power cut in which nothing arrived that was not flushed.</summary>
    public SimulatedFolder AsFlushed() => Copy(0, node => node is SimulatedFolder folder ? folder.AsFlushed() : ((SimulatedFile)node).AsFlushed());

    private SimulatedFolder Copy(int pendingCount, Func<object, object> copy)
    {
        var names = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
        foreach (var change in _pending.Take(pendingCount)) change.Apply(names);
        var after = new SimulatedFolder();
        foreach (var (name, node) in names) after.Entries[name] = copy(node);
        after.Sync();
        return after;
    }

    private static Dictionary<string, object> Fork(Dictionary<string, object> names, Dictionary<object, object> forks)
    {
        var forked = new Dictionary<string, object>(names.Count, StringComparer.Ordinal);
        foreach (var (name, node) in names) forked[name] = Fork(node, forks);
        return forked;
    }

    private static object Fork(object node, Dictionary<object, object> forks)
    {
        if (forks.TryGetValue(node, out var fork)) return fork;
        return forks[node] = node is SimulatedFolder folder ? folder.Fork(forks) : ((SimulatedFile)node).Fork();
    }
}
