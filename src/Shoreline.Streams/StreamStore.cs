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
    private readonly FaultyStreams _faulty;
    private readonly StreamStoreOptions _options;
    private readonly StoreFolder _folder;
    private readonly IDisposable _lock;
    private readonly WriterServices _services;
    private readonly ITimer _tending;
    private bool _isClosed;

    private StreamStore(StreamStoreOptions options, IFileSystem files, IDisposable @lock)
    {
        (_options, _lock, _faulty) = (options, @lock, new FaultyStreams(options.Time));
        _folder = new StoreFolder(files, options.Root, options.Logger, options.Time);
        _services = new WriterServices(
            options.Writers ?? new WriterPool(Math.Max(1, options.WriterThreads), WriterLinger), new AwaitedAppendPool(),
            new OpenFiles(Math.Max(1, options.OpenFiles)), new PendingBytes(options.PendingBytes),
            new ExpiryClock(options.Time, options.Logger), options.Time);
        _tending = options.Time.CreateTimer(static store => ((StreamStore)store!).Tend(), this, TendingInterval, TendingInterval);
    }

    /// <summary>
    /// Opens the store and all its streams, and mends what a crash left of them. A stream that cannot be opened is <see cref="Faulty"/>;
    /// the others open without it.
    /// </summary>
    /// <exception cref="StoreLockedException">Another process has it open.</exception>
    /// <exception cref="IOException">The root cannot be made or read.</exception>
    public static async ValueTask<StreamStore> OpenAsync(StreamStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Reads files for up to seconds: not on the caller's thread.
        return await Task.Run(() => Open(options, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The streams that are there and could not be opened, by name. Whatever is asked of one fails with
    /// <see cref="StreamFaultyException"/>.
    /// </summary>
    public IReadOnlyList<FaultyStream> Faulty => _faulty.All;

    /// <summary>Creates a stream; when this returns it is durable.</summary>
    /// <exception cref="InvalidInputException">The definition breaks a rule; the message names every one.</exception>
    /// <exception cref="StreamExistsException">There is one of that name, whatever its definition.</exception>
    /// <exception cref="StreamFaultyException">There is one of that name that could not be opened.</exception>
    /// <exception cref="IOException">The disk refused; nothing was created. It may be tried again.</exception>
    public DurableStream Create(StreamDefinition definition)
    {
        DefinitionRules.Check(definition);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_streams.ContainsKey(definition.Name) || _leaving.Contains(definition.Name))
                throw new StreamExistsException(definition.Name);
            RefuseFaulty(definition.Name);
            var incarnation = _options.NewIncarnation();
            var stream = definition.Persistence == Persistence.Memory ? InMemory(definition, incarnation) : OnDisk(definition, incarnation);
            return _streams[definition.Name] = stream;
        }
    }

    public bool TryGet(string name, out DurableStream stream) => _streams.TryGetValue(name, out stream!);

    /// <summary>For names that are not strings yet.</summary>
    // hot: per record
    public bool TryGet(ReadOnlySpan<char> name, out DurableStream stream) =>
        _streams.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out stream!);

    /// <summary>Whether there is a stream of that name that could not be opened.</summary>
    public bool TryGetFaulty(string name, out FaultyStream faulty) => _faulty.TryGet(name, out faulty);

    /// <summary>Tries again to open streams that the disk refused, each after a pause that doubles from a second to a minute.</summary>
    public void OpenFaulty()
    {
        foreach (var folder in _faulty.Due) OpenFaulty(folder);
    }

    /// <summary>Finds a stream; one that the disk refused is tried again where its time has come.</summary>
    /// <exception cref="StreamNotFoundException">There is none of that name.</exception>
    /// <exception cref="StreamFaultyException">It could not be opened.</exception>
    public DurableStream Get(string name)
    {
        if (TryGet(name, out var stream)) return stream;
        if (TryGetFaulty(name, out _))
        {
            OpenFaulty(FileNames.Encode(name));
            if (TryGet(name, out stream)) return stream;
        }
        RefuseFaulty(name);
        throw new StreamNotFoundException(name);
    }

    /// <summary>All streams that are open, by name in ordinal order.</summary>
    public IReadOnlyList<DurableStream> List() => [.. _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Changes a stream's definition while it is used. It takes effect between two batches and is durable when this completes.
    /// </summary>
    /// <remarks>
    /// A smaller segment size holds for the next record, a shorter time to live from the next look on, which is within a minute.
    /// </remarks>
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

    /// <summary>
    /// Deletes a stream with its records and cursors. Those who wait for it, to append or to read, fail with
    /// <see cref="StreamNotFoundException"/>.
    /// </summary>
    /// <exception cref="StreamNotFoundException">There is none of that name.</exception>
    /// <exception cref="StreamFaultyException">It could not be opened. Its folder is left to people.</exception>
    /// <exception cref="IOException">The disk refused; the stream is closed. The deletion may be tried again.</exception>
    public async ValueTask DeleteAsync(string name)
    {
        DurableStream? stream;
        string incarnation;
        lock (_gate)
        {
            RefuseFaulty(name);
            if (_streams.TryRemove(name, out stream)) incarnation = stream.Incarnation;
            else if (_leaving.Contains(name) || !_folder.IsUnsettled(name, out incarnation)) throw new StreamNotFoundException(name);
            _leaving.Add(name);
        }
        try
        {
            if (stream is not null) await stream.CloseAsync(() => new StreamNotFoundException(name));
            if (stream is not { Definition.Persistence: Persistence.Memory }) await Task.Run(() => _folder.Remove(name, incarnation));
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
        StoreFolder.CreateDurably(files, Path.GetFullPath(options.Root));
        var held = files.Lock(Path.Combine(options.Root, FileNames.Lock));
        try
        {
            var store = new StreamStore(options, files, held);
            try { store.Load(cancellationToken); }
            catch
            {
                store._tending.Dispose(); // or it would go on evicting and saving, beside the store that opens next
                throw;
            }
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private void Load(CancellationToken cancellationToken)
    {
        foreach (var name in _folder.Tidy())
        {
            cancellationToken.ThrowIfCancellationRequested();
            LoadStream(name);
        }
    }

    private void OpenFaulty(string folder)
    {
        lock (_gate)
        {
            if (!_isClosed && _faulty.IsDue(folder)) LoadStream(folder);
        }
    }

    private void LoadStream(string name)
    {
        StreamDefinition? definition = null;
        Exception? error = null;
        string? fault;
        try
        {
            fault = _folder.TryOpen(name, out definition, out var folder);
            if (fault is null) _streams[definition.Name] = new DurableStream(definition, folder, _services);
        }
        catch (Exception e) // whatever it is, the other streams can do without this one
        {
            (error, fault) = (e, e.Message);
        }
        if (fault is null)
        {
            if (_faulty.Remove(name)) StreamLog.OpenAgain(_options.Logger, definition!.Name);
            return;
        }
        var isRetried = error is IOException or UnauthorizedAccessException;
        var faulty = new FaultyStream(NameOf(name, definition), Path.Combine(_options.Root, name), fault.TrimEnd('.'), isRetried);
        if (_faulty.Add(name, faulty)) StreamLog.Faulty(_options.Logger, faulty.Name, faulty.Cause, faulty.Folder, error);
    }

    /// <summary>A definition is believed only where it is in its own folder; a long name's folder does not tell it.</summary>
    private static string NameOf(string folder, StreamDefinition? definition) =>
        definition is not null && FileNames.Encode(definition.Name) == folder ? definition.Name : FileNames.Decode(folder);

    private void RefuseFaulty(string name)
    {
        if (TryGetFaulty(name, out var faulty)) throw new StreamFaultyException(faulty);
    }

    private DurableStream OnDisk(StreamDefinition definition, Incarnation incarnation) =>
        _folder.Create(definition, incarnation, folder => new DurableStream(definition, folder, _services));

    private DurableStream InMemory(StreamDefinition definition, Incarnation incarnation) => new(
        definition, new StreamFolder(new MemoryFileSystem(), "memory", incarnation, _options.Time.NowNs(), _options.Logger), _services);
}
