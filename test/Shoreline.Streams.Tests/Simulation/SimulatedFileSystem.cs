using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>
/// A file system that can be stopped at any call, lose what was not flushed, tear writes, fail in every way of <see cref="Fault"/>, fill up, and have bits flipped. It keeps nothing that a
/// real one may lose.
/// </summary>
internal sealed partial class SimulatedFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly SimulatedFolder _root;
    private bool _isStopped;
    private bool _isLocked;

    public SimulatedFileSystem() : this(new SimulatedFolder()) { }

    private SimulatedFileSystem(SimulatedFolder root) => _root = root;

    /// <summary>Calls that change something until everything stops; the one that stops may have done half of its work.</summary>
    public int CallsUntilStop { get; set; } = int.MaxValue;

    /// <summary>Flushes to refuse from now on.</summary>
    public int FlushesToFail { get; set; }

    /// <summary>Bytes that files may still grow by.</summary>
    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>Asked before each call what goes wrong with it.</summary>
    public Func<DiskCall, string, Fault>? Inject { get; set; }

    /// <summary>Told after each call that changed something, while the disk is as that call left it.</summary>
    public Action<DiskCall>? Changed { get; set; }

    public bool IsStopped => _isStopped;

    /// <summary>The disk as it is, apart from this one: what a killed process leaves. Costs as much as there are files, not bytes.</summary>
    public SimulatedFileSystem Fork()
    {
        lock (_gate) return new SimulatedFileSystem(_root.Fork(new Dictionary<object, object>(ReferenceEqualityComparer.Instance)));
    }

    /// <summary>The machine after power came back, apart from this one, which goes on.</summary>
    public SimulatedFileSystem AfterPowerCutCopy(Random random)
    {
        lock (_gate) return new SimulatedFileSystem(_root.AfterPowerCut(random));
    }

    /// <summary>The machine after a power cut in which nothing arrived that was not flushed.</summary>
    public SimulatedFileSystem AsFlushed()
    {
        lock (_gate) return new SimulatedFileSystem(_root.AsFlushed());
    }

    /// <summary>Whether a power cut could lose something.</summary>
    public bool HasPending
    {
        get { lock (_gate) return _root.HasPending; }
    }

    /// <summary>Every file, by path.</summary>
    public IEnumerable<string> AllFiles(string folder) =>
        [.. ListFiles(folder).Select(name => Path.Combine(folder, name)), .. ListFolders(folder).SelectMany(name => AllFiles(Path.Combine(folder, name)))];

    /// <summary>The machine after power came back.</summary>
    public SimulatedFileSystem AfterPowerCut(Random random)
    {
        lock (_gate)
        {
            _isStopped = true;
            return new SimulatedFileSystem(_root.AfterPowerCut(random));
        }
    }

    /// <summary>The machine after the process was killed: what it wrote is there, flushed or not.</summary>
    public SimulatedFileSystem AfterKill()
    {
        lock (_gate)
        {
            _isStopped = true;
            return new SimulatedFileSystem(_root);
        }
    }

    public SimulatedFile Find(string path) => Node(path) as SimulatedFile ?? throw new FileNotFoundException($"No file '{path}'.", path);

    public IFile Open(string path, FileOpen access)
    {
        lock (_gate)
        {
            if (access is FileOpen.CreateNew or FileOpen.Replace)
            {
                Step(DiskCall.Create, path);
                if (access == FileOpen.CreateNew && Node(path) is not null) throw new IOException($"'{path}' exists.");
                if (Node(path) is SimulatedFile there) there.Truncate(0);
                else Parent(path).Change(new NameChange(null, Path.GetFileName(path), new SimulatedFile()));
                Changed?.Invoke(DiskCall.Create);
            }
            Refuse();
            return new SimulatedHandle(this, Find(path), path);
        }
    }

    public bool FileExists(string path) => Look(() => Node(path) is SimulatedFile);

    public bool FolderExists(string path) => Look(() => Node(path) is SimulatedFolder);

    public IReadOnlyList<string> ListFiles(string folder) => List<SimulatedFile>(folder);

    public IReadOnlyList<string> ListFolders(string folder) => List<SimulatedFolder>(folder);

    public void CreateFolder(string path)
    {
        lock (_gate)
        {
            if (Node(path) is SimulatedFolder) return;
            if (Path.GetDirectoryName(path) is { } parent) CreateFolder(parent);
            Step(DiskCall.CreateFolder, path);
            Parent(path).Change(new NameChange(null, Path.GetFileName(path), new SimulatedFolder()));
            Changed?.Invoke(DiskCall.CreateFolder);
        }
    }

    public void Move(string from, string to)
    {
        lock (_gate)
        {
            Step(DiskCall.Move, from);
            if (Path.GetDirectoryName(from) != Path.GetDirectoryName(to)) throw new NotSupportedException("Moves stay within a folder here.");
            var node = Node(from) ?? throw new FileNotFoundException($"No '{from}'.", from);
            Parent(from).Change(new NameChange(Path.GetFileName(from), Path.GetFileName(to), node));
            Changed?.Invoke(DiskCall.Move);
        }
    }

    public void DeleteFile(string path) => Remove(path);

    public void DeleteFolder(string path)
    {
        foreach (var file in ListFiles(path)) Remove(Path.Combine(path, file));
        foreach (var folder in ListFolders(path)) DeleteFolder(Path.Combine(path, folder));
        Remove(path);
    }

    public void SyncFolder(string path)
    {
        lock (_gate)
        {
            var fault = Step(DiskCall.SyncFolder, path);
            if (fault != Fault.FlushLost) ((SimulatedFolder)(Node(path) ?? throw new DirectoryNotFoundException($"No folder '{path}'."))).Sync();
            Changed?.Invoke(DiskCall.SyncFolder);
        }
    }

    public IDisposable Lock(string path)
    {
        Refuse();
        if (_isLocked) throw new StoreLockedException(path, "1");
        _isLocked = true;
        return new Unlock(this);
    }

    private void Remove(string path)
    {
        lock (_gate)
        {
            Step(DiskCall.Delete, path);
            if (Node(path) is not { } node) return;
            if (node is SimulatedFile file) Free(file.Content.Length);
            Parent(path).Change(new NameChange(Path.GetFileName(path), null, null));
            Changed?.Invoke(DiskCall.Delete);
        }
    }

    private T Look<T>(Func<T> look)
    {
        lock (_gate)
        {
            Refuse();
            return look();
        }
    }

    private string[] List<T>(string folder) =>
        Look(() => Node(folder) is SimulatedFolder there ? there.Entries.Where(entry => entry.Value is T).Select(entry => entry.Key).Order(StringComparer.Ordinal).ToArray() : []);

    private SimulatedFolder Parent(string path) => (SimulatedFolder)Node(Path.GetDirectoryName(path.AsSpan()))!;

    private object? Node(ReadOnlySpan<char> path)
    {
        object? node = _root;
        foreach (var part in path.Split('/'))
        {
            var name = path[part];
            if (name.IsEmpty) continue;
            if (node is not SimulatedFolder folder || !folder.Entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out node)) return null;
        }
        return node;
    }

    /// <summary>Begins a call that changes something.</summary>
    /// <returns>The fault that is left to the call itself.</returns>
    private Fault Step(DiskCall call, string path)
    {
        Refuse();
        if (--CallsUntilStop <= 0) _isStopped = true;
        Refuse();
        var fault = Inject?.Invoke(call, path) ?? Fault.None;
        if (fault == Fault.ReadOnly) throw new IOException("Read-only file system.");
        if (fault == Fault.NameError) throw new IOException("Input/output error.");
        return fault;
    }

    private void Refuse()
    {
        if (_isStopped) throw new IOException("The machine has stopped.");
    }

    private sealed class Unlock(SimulatedFileSystem files) : IDisposable
    {
        public void Dispose() => files._isLocked = false;
    }
}
