using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Nucleus;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.ConfigStore;

/// <summary>The device's configuration tree, durable before any change is answered: docs/formats/config-store.md. Thread-safe.</summary>
internal sealed class DeviceConfiguration : IComponentConfiguration, IDisposable
{
    public const int CompactBytes = 1 << 20;

    /// <summary>Where component records lie in the tree.</summary>
    public const string Services = "services";

    private const string Configuration = "configuration";

    private readonly Lock _gate = new();
    private readonly IFileSystem _files;
    private readonly string _generations;
    private readonly CurrentGeneration _current;
    private readonly ConfigWatchers _watchers;
    private readonly ILogger _logger;
    private readonly int _compactBytes;
    private ConfigGeneration _generation;
    private volatile ConfigContainer _root;
    private bool _isNameUncertain; // a switch failed half-way: the file `current` may name another generation than this one

    private DeviceConfiguration(IFileSystem files, string folder, ILogger logger, int compactBytes)
    {
        (_files, _logger, _compactBytes) = (files, logger, compactBytes);
        _generations = Path.Combine(folder, "generations");
        _watchers = new ConfigWatchers(logger);
        _current = new CurrentGeneration(files, folder);
        files.CreateFolder(_generations);
        files.SyncFolder(folder); // what a killed process renamed is there to be read, and may yet be lost: nothing is built on that
        if (_current.Read() is { } number)
        {
            (Generation, _generation) = (number, ConfigGeneration.Open(files, FolderOf(number), logger, compactBytes));
        }
        else
        {
            (Generation, _generation) = (1, Begin());
            files.SyncFolder(Path.GetDirectoryName(folder)!);
            _current.Write(Generation);
        }
        _root = _generation.Root;
    }

    /// <summary>The tree of this moment.</summary>
    public ConfigContainer Root => _root;

    /// <summary>The generation that counts.</summary>
    public long Generation { get; private set; }

    /// <summary>The number of the next generation: above all that are there.</summary>
    public long NextGeneration
    {
        get { lock (_gate) return Numbers().DefaultIfEmpty(0).Max() + 1; }
    }

    /// <exception cref="ConfigStoreDamagedException">What counts cannot be read.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public static DeviceConfiguration Open(IFileSystem files, string folder, ILogger logger, int compactBytes = CompactBytes) => new(files, folder, logger, compactBytes);

    public static string[] ConfigurationPath(string component) => [Services, component, Configuration];

    public void Dispose()
    {
        lock (_gate) _generation.Dispose();
    }

    /// <summary>Changes the tree; durable when it returns.</summary>
    /// <param name="change">Called once, under the store's lock.</param>
    public void Update(Func<ConfigContainer, ConfigContainer> change)
    {
        lock (_gate) Commit(change(_root));
        _watchers.Tell();
    }

    /// <summary>Writes a tree as a new generation and lets it count. What components wrote to their configuration since the tree was begun is carried over.</summary>
    /// <param name="generation">As <see cref="NextGeneration"/> gave it; noted in the deployment's journal before.</param>
    /// <param name="basis">The tree that <paramref name="next"/> was made of.</param>
    public void Switch(long generation, ConfigContainer next, ConfigContainer basis)
    {
        lock (_gate)
        {
            var written = ConfigGeneration.Create(_files, FolderOf(generation), CarryConfigurations(next, basis, _root), _logger, _compactBytes);
            try
            {
                _files.SyncFolder(_generations);
                Name(generation);
            }
            catch
            {
                written.Dispose();
                throw;
            }
            TakeOver(generation, written);
        }
        _watchers.Tell();
    }

    /// <summary>After a failed switch: makes sure that this generation is the one that counts after a restart too.</summary>
    public void Confirm()
    {
        lock (_gate)
            if (_isNameUncertain) Name(Generation);
    }

    /// <summary>Lets an earlier generation count again, as it was when it was left.</summary>
    public void Return(long generation)
    {
        lock (_gate)
        {
            if (generation == Generation) return;
            var earlier = ConfigGeneration.Open(_files, FolderOf(generation), _logger, _compactBytes);
            try { Name(generation); }
            catch
            {
                earlier.Dispose();
                throw;
            }
            TakeOver(generation, earlier);
        }
        _watchers.Tell();
    }

    /// <summary>The tree of a generation that does not count; null where there is none.</summary>
    public ConfigContainer? Look(long generation)
    {
        lock (_gate)
        {
            if (generation == Generation) return _root;
            if (!_files.FolderExists(FolderOf(generation))) return null;
            using var other = ConfigGeneration.Open(_files, FolderOf(generation), _logger, _compactBytes);
            return other.Root;
        }
    }

    /// <summary>Deletes all generations but the current one and, if given, another.</summary>
    public void Retain(long? other = null)
    {
        lock (_gate)
        {
            foreach (var number in Numbers().Where(number => number != Generation && number != other)) _files.DeleteFolder(FolderOf(number));
        }
    }

    public ConfigurationValue? Get(string component, IReadOnlyList<string> path)
    {
        var root = _root;
        if (root.Find([.. ConfigurationPath(component), .. path]) is not { } node) return null;
        return new ConfigurationValue(node.ToJson(), path.Count == 0 ? "" : SpellingOf(root, component, path), node is ConfigContainer);
    }

    public MergeOutcome Merge(string component, IReadOnlyList<string> path, JsonNode? value, long timeMs)
    {
        if (path.Count + ConfigMerge.DepthOf(value) > ConfigMerge.MaxDepth - 3)
            throw new ArgumentException($"A configuration has at most {ConfigMerge.MaxDepth - 3} levels.", nameof(value));
        var outcome = MergeOutcome.Merged;
        Update(root =>
        {
            (var merged, outcome) = Merged(root, component, path, value, timeMs);
            return merged;
        });
        return outcome;
    }

    public IDisposable? Watch(string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed)
    {
        lock (_gate) return _root.Find([.. ConfigurationPath(component), .. path]) is null ? null : _watchers.Add(component, path, changed);
    }

    /// <summary>As <see cref="Watch"/>, of what may come to be only later.</summary>
    public IDisposable WatchFor(string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed)
    {
        lock (_gate) return _watchers.Add(component, path, changed);
    }

    private static (ConfigContainer Root, MergeOutcome Outcome) Merged(
        ConfigContainer root, string component, IReadOnlyList<string> path, JsonNode? value, long timeMs)
    {
        if (root.At(Services).Find(component) is not ConfigContainer record) return (root, MergeOutcome.NoSuchComponent);
        var configuration = record.At(Configuration);
        var before = configuration.Find(path);
        var merged = ConfigMerge.MergeAt(configuration, [.. path], value, timeMs);
        if (merged is null) return (root, MergeOutcome.ThroughLeaf);
        var isNewer = before is not null && merged.Find(path)!.ModifiedMs > timeMs;
        return (ConfigMerge.Set(root, ConfigurationPath(component), merged), isNewer ? MergeOutcome.Newer : MergeOutcome.Merged);
    }

    private static string SpellingOf(ConfigContainer root, string component, IReadOnlyList<string> path)
    {
        var parent = (ConfigContainer)root.Find([.. ConfigurationPath(component), .. path.SkipLast(1)])!;
        parent.Children.TryGetKey(path[^1], out var spelling);
        return spelling;
    }

    private static ConfigContainer CarryConfigurations(ConfigContainer next, ConfigContainer basis, ConfigContainer now)
    {
        foreach (var (name, node) in now.At(Services).Children)
        {
            var path = ConfigurationPath(name);
            if (node is not ConfigContainer || next.Find(path) is not ConfigContainer into || now.Find(path) is not ConfigContainer written) continue;
            if (basis.Find(path) is not ConfigContainer from || ReferenceEquals(from, written)) continue;
            next = ConfigMerge.Set(next, path, ConfigMerge.Carry(into, from, written));
        }
        return next;
    }

    private void Commit(ConfigContainer next)
    {
        var changes = ConfigChange.Between(_root, next);
        if (changes.Count == 0) return;
        if (_isNameUncertain) Name(Generation); // or the change would be written where nobody looks for it
        _generation.Change(changes);
        Count(_generation.Root);
    }

    private void Name(long generation)
    {
        _isNameUncertain = true;
        _current.Write(generation);
        _isNameUncertain = false;
    }

    private void TakeOver(long generation, ConfigGeneration written)
    {
        ConfigStoreLog.Switched(_logger, generation, Generation);
        _generation.Dispose();
        (_generation, Generation) = (written, generation);
        Count(written.Root);
    }

    private void Count(ConfigContainer root)
    {
        _watchers.Changed(_root, root);
        _root = root;
    }

    /// <summary>Makes the first generation.</summary>
    private ConfigGeneration Begin()
    {
        var left = Numbers();
        if (left.Length > 1 || left.Any(number => number != 1 || HoldsSomething(number)))
            throw new ConfigStoreDamagedException(Path.Combine(Path.GetDirectoryName(_generations)!, "current"), $"it is missing, and there is a generation {left.Max()}");
        if (left.Length == 1) _files.DeleteFolder(FolderOf(1));
        var generation = ConfigGeneration.Create(_files, FolderOf(1), ConfigContainer.Empty, _logger, _compactBytes);
        _files.SyncFolder(_generations);
        return generation;
    }

    /// <summary>Nothing is written into the first generation before the file <c>current</c> names it.</summary>
    private bool HoldsSomething(long number)
    {
        if (!_files.ListFiles(FolderOf(number)).Any(name => name.StartsWith(ConfigGeneration.SnapshotPrefix, StringComparison.Ordinal) && !name.EndsWith(".partial", StringComparison.Ordinal)))
            return false;
        using var generation = ConfigGeneration.Open(_files, FolderOf(number), _logger, _compactBytes);
        return generation.Root.Children.Count > 0;
    }

    private string FolderOf(long generation) => Path.Combine(_generations, generation.ToString("D8", CultureInfo.InvariantCulture));

    private long[] Numbers() => [.. _files.ListFolders(_generations)
        .Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(number => number > 0)];
}
