using System.Collections.Concurrent;
using Shoreline.Core;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Recovery;
using Shoreline.Streams.Writing;

namespace Shoreline.Streams;

/// <summary>All streams below one folder. One process at a time has it open. Thread-safe. Layout: docs/formats/segment.md.</summary>
public sealed class StreamStore : IAsyncDisposable
{
    private static readonly TimeSpan WriterLinger = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TendingInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new(); // one creation or deletion at a time
    private readonly ConcurrentDictionary<string, DurableStream> _streams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal); // names being deleted, guarded by the gate
    private readonly StreamStoreOptions _options;
    private readonly IFileSystem _files;
    private readonly IDisposable _lock;
    private readonly WriterServices _services;
    private readonly ITimer _tending;
    private bool _isClosed;

    private StreamStore(StreamStoreOptions options, IFileSystem files, IDisposable @lock)
    {
        (_options, _files, _lock) = (options, files, @lock);
        _services = new WriterServices(
            options.Writers ?? new WriterPool(Math.Max(1, options.WriterThreads), WriterLinger), new AwaitedAppendPool(), new OpenFiles(Math.Max(1, options.OpenFiles)),
            new PendingBytes(options.PendingBytes), new ExpiryClock(options.Time, options.Logger), options.Time);
        _tending = options.Time.CreateTimer(static store => ((StreamStore)store!).Tend(), this, TendingInterval, TendingInterval);
    }

    /// <summary>Opens the store and all its streams, and mends what a crash left of them.</summary>
    /// <exception cref="StoreLockedException">Another process has it open.</exception>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public static async ValueTask<StreamStore> OpenAsync(StreamStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await Task.Run(() => Open(options, cancellationToken), cancellationToken); // reads files for up to seconds: not on the caller's thread
    }

    /// <summary>Creates a stream; when this returns it is durable.</summary>
    /// <exception cref="InvalidInputException">The definition breaks a rule; the message names every one.</exception>
    /// <exception cref="StreamExistsException">There is one of that name, whatever its definition.</exception>
    /// <exception cref="IOException">The disk refused; nothing was created.</exception>
    public DurableStream Create(StreamDefinition definition)
    {
        DefinitionRules.Check(definition);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_streams.ContainsKey(definition.Name) || _leaving.Contains(definition.Name)) throw new StreamExistsException(definition.Name);
            var incarnation = _options.NewIncarnation();
            var stream = definition.Persistence == Persistence.Memory ? InMemory(definition, incarnation) : OnDisk(definition, incarnation);
            return _streams[definition.Name] = stream;
        }
    }

    public bool TryGet(string name, out DurableStream stream) => _streams.TryGetValue(name, out stream!);

    /// <summary>For names that are not strings yet.</summary>
    // hot: per record
    public bool TryGet(ReadOnlySpan<char> name, out DurableStream stream) => _streams.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out stream!);

    /// <exception cref="StreamNotFoundException">There is none of that name.</exception>
    public DurableStream Get(string name) => TryGet(name, out var stream) ? stream : throw new StreamNotFoundException(name);

    /// <summary>All streams, by name in ordinal order.</summary>
    public IReadOnlyList<DurableStream> List() => [.. _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal)];

    /// <summary>Changes a stream's definition while it is used. It takes effect between two batches and is durable when this completes.</summary>
    /// <remarks>A smaller segment size holds for the next record, a shorter time to live from the next look on, which is within a minute.</remarks>
    /// <exception cref="InvalidInputException">The definition breaks a rule; the message names every one.</exception>
    /// <exception cref="StreamNotFoundException">There is no stream of its name.</exception>
    /// <exception cref="StreamUpdateException">The stream as it is does not allow it; nothing changed.</exception>
    /// <exception cref="IOException">The disk refused; the old definition stays in force.</exception>
    public async ValueTask UpdateAsync(StreamDefinition definition)
    {
        DefinitionRules.Check(definition);
        var stream = Get(definition.Name);
        await stream.UpdateAsync(definition);
        stream.Tend(); // what is expired by the new definition need not wait for a minute
    }

    /// <summary>Deletes a stream with its records and cursors. Those who wait for it, to append or to read, fail with <see cref="StreamNotFoundException"/>.</summary>
    /// <exception cref="StreamNotFoundException">There is none of that name.</exception>
    public async ValueTask DeleteAsync(string name)
    {
        DurableStream? stream;
        lock (_gate)
        {
            if (!_streams.TryRemove(name, out stream)) throw new StreamNotFoundException(name);
            _leaving.Add(name);
        }
        try
        {
            await stream.CloseAsync(() => new StreamNotFoundException(name));
            if (stream.Definition.Persistence == Persistence.File) await Task.Run(() => DeleteFiles(stream));
        }
        finally
        {
            lock (_gate) _leaving.Remove(name);
        }
    }

    /// <summary>Takes no more appends, finishes those that wait, flushes, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        await _tending.DisposeAsync();
        try
        {
            foreach (var stream in _streams.Values) await stream.CloseAsync(() => new ObjectDisposedException(nameof(StreamStore)));
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private void Tend()
    {
        foreach (var stream in _streams.Values) stream.Tend();
    }

    private static StreamStore Open(StreamStoreOptions options, CancellationToken cancellationToken)
    {
        var files = options.Files ?? DiskFileSystem.Instance;
        CreateDurably(files, Path.GetFullPath(options.Root));
        var held = files.Lock(Path.Combine(options.Root, FileNames.Lock));
        try
        {
            var store = new StreamStore(options, files, held);
            store.Load(cancellationToken);
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static void CreateDurably(IFileSystem files, string folder)
    {
        if (files.FolderExists(folder) || Path.GetDirectoryName(folder) is not { } parent) return;
        CreateDurably(files, parent);
        files.CreateFolder(folder);
        files.SyncFolder(parent);
    }

    private void Load(CancellationToken cancellationToken)
    {
        _files.SyncFolder(_options.Root); // names that a killed process left are acted upon from here on, so they must last
        foreach (var name in _files.ListFiles(_options.Root).Where(name => name != FileNames.Lock))
            StreamLog.Foreign(_options.Logger, Path.Combine(_options.Root, name));
        foreach (var name in _files.ListFolders(_options.Root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var folder = Path.Combine(_options.Root, name);
            var isLeftOver = name.StartsWith(FileNames.NewPrefix, StringComparison.Ordinal) || name.StartsWith(FileNames.DeletedPrefix, StringComparison.Ordinal);
            if (isLeftOver) _files.DeleteFolder(folder);
            else LoadStream(folder, name);
        }
    }

    private void LoadStream(string folder, string name)
    {
        var fault = DefinitionFile.TryLoad(_files, folder, out var definition, out var incarnation, out var createdAtNs);
        if (fault is null && FileNames.Encode(definition.Name) != name) fault = $"it defines '{definition.Name}', which belongs into another folder";
        if (fault is not null)
        {
            StreamLog.Unreadable(_options.Logger, folder, fault);
            return;
        }
        _streams[definition.Name] = new DurableStream(
            definition, new StreamFolder(_files, folder, incarnation, createdAtNs, _options.Logger), _services);
    }

    private void DeleteFiles(DurableStream stream)
    {
        var doomed = Path.Combine(_options.Root, FileNames.DeletedPrefix + stream.Incarnation);
        _files.Move(stream.FolderPath, doomed);
        _files.SyncFolder(_options.Root);
        _files.DeleteFolder(doomed); // a crash before this leaves what the next start removes
    }

    private DurableStream OnDisk(StreamDefinition definition, Incarnation incarnation)
    {
        var folder = Path.Combine(_options.Root, FileNames.Encode(definition.Name));
        if (_files.FolderExists(folder))
        {
            throw new StreamExistsException(
                definition.Name, $"The stream '{definition.Name}' cannot be created: its folder '{folder}' is there and could not be opened. Move it away first.");
        }
        var draft = Path.Combine(_options.Root, FileNames.NewPrefix + incarnation.Text);
        var createdAtNs = _options.Time.NowNs();
        _files.CreateFolder(Path.Combine(draft, FileNames.Exports));
        DefinitionFile.Save(_files, draft, definition, incarnation, createdAtNs);
        _files.Move(draft, folder);
        _files.SyncFolder(_options.Root);
        return new DurableStream(definition, new StreamFolder(_files, folder, incarnation, createdAtNs, _options.Logger), _services);
    }

    private DurableStream InMemory(StreamDefinition definition, Incarnation incarnation) => new(
        definition, new StreamFolder(new MemoryFileSystem(), "memory", incarnation, _options.Time.NowNs(), _options.Logger), _services);
}
