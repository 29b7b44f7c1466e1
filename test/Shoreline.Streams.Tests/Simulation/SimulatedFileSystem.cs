using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>
/// A file system that can be stopped at any call, lose what was not flushed, tear writes, refuse flushes, fill up, and have bits flipped. It keeps nothing that a real one may lose.
/// </summary>
internal sealed class SimulatedFileSystem : IFileSystem
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

    public bool IsStopped => _isStopped;

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
                Step();
                if (access == FileOpen.CreateNew && Node(path) is not null) throw new IOException($"'{path}' exists.");
                if (Node(path) is SimulatedFile there) there.Truncate(0);
                else Parent(path).Change(Put(path, new SimulatedFile()));
            }
            Refuse();
            return new Handle(this, Find(path));
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
            Step();
            Parent(path).Change(Put(path, new SimulatedFolder()));
        }
    }

    public void Move(string from, string to)
    {
        lock (_gate)
        {
            Step();
            if (Path.GetDirectoryName(from) != Path.GetDirectoryName(to)) throw new NotSupportedException("Moves stay within a folder here.");
            var (node, oldName, newName) = (Node(from) ?? throw new FileNotFoundException($"No '{from}'.", from), Path.GetFileName(from), Path.GetFileName(to));
            Parent(from).Change(entries => { entries.Remove(oldName); entries[newName] = node; });
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
            Step();
            ((SimulatedFolder)(Node(path) ?? throw new DirectoryNotFoundException($"No folder '{path}'."))).Sync();
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
            Step();
            var name = Path.GetFileName(path);
            Parent(path).Change(entries => entries.Remove(name));
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

    private static Action<Dictionary<string, object>> Put(string path, object node)
    {
        var name = Path.GetFileName(path);
        return entries => entries[name] = node;
    }

    private SimulatedFolder Parent(string path) => (SimulatedFolder)Node(Path.GetDirectoryName(path)!)!;

    private object? Node(string path)
    {
        object? node = _root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is not SimulatedFolder folder || !folder.Entries.TryGetValue(part, out node)) return null;
        }
        return node;
    }

    private void Step()
    {
        Refuse();
        if (--CallsUntilStop <= 0) _isStopped = true;
        Refuse();
    }

    private void Refuse()
    {
        if (_isStopped) throw new IOException("The machine has stopped.");
    }

    private sealed class Unlock(SimulatedFileSystem files) : IDisposable
    {
        public void Dispose() => files._isLocked = false;
    }

    private sealed class Handle(SimulatedFileSystem files, SimulatedFile file) : IFile
    {
        public long Length => files.Look(() => file.Content.Length);

        public int Read(Span<byte> into, long offset)
        {
            lock (files._gate)
            {
                files.Refuse();
                var count = (int)Math.Clamp(file.Content.Length - offset, 0, into.Length);
                file.Content.AsSpan((int)Math.Min(offset, file.Content.Length), count).CopyTo(into);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (files._gate)
            {
                try { files.Step(); }
                catch (IOException)
                {
                    if (files.CallsUntilStop == 0) file.Write(bytes[..(bytes.Length / 2)], offset); // stopped in the middle of it
                    throw;
                }
                var growth = Math.Max(0, offset + bytes.Length - file.Content.Length);
                if (growth > files.FreeBytes)
                {
                    file.Write(bytes[..(int)Math.Min(bytes.Length, Math.Max(0, bytes.Length - growth + files.FreeBytes))], offset);
                    files.FreeBytes = 0;
                    throw new IOException("No space left on device.");
                }
                files.FreeBytes -= growth;
                file.Write(bytes, offset);
            }
        }

        public void Flush()
        {
            lock (files._gate)
            {
                files.Step();
                if (files.FlushesToFail > 0)
                {
                    files.FlushesToFail--;
                    file.ForgetPending();
                    throw new IOException("Input/output error.");
                }
                file.Flush();
            }
        }

        public void Truncate(long length)
        {
            lock (files._gate)
            {
                files.Step();
                var freed = Math.Max(0, file.Content.Length - length);
                files.FreeBytes = Math.Min(files.FreeBytes, long.MaxValue - freed) + freed;
                file.Truncate(length);
            }
        }

        public void Dispose() { /* Nothing is kept open here. */ }
    }
}
