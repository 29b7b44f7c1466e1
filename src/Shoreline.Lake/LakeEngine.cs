using System.Collections.Concurrent;
using System.Globalization;
using Shoreline.Core;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Store;

namespace Shoreline.Lake;

/// <summary>A DuckDB instance that can reach the lake's files and its own scratch folder, and nothing else; with connections for those
/// who ask.</summary>
/// <remarks>DuckDB's calls block, so work runs on the thread pool; at most <c>connections</c> pieces of it at once.</remarks>
internal sealed class LakeEngine : IDisposable
{
    private const string LakePrefix = "lake/";

    private readonly IObjectStore _store;
    private readonly DuckDbDatabase _database;
    private readonly ConcurrentBag<DuckDbConnection> _idle = [];
    private readonly SemaphoreSlim _slots;
    private readonly string? _scratch;

    /// <param name="scratch">A folder that the engine may write; null where it must not write at all.</param>
    public LakeEngine(IObjectStore store, long memoryBytes, int threads, int connections, string? scratch)
    {
        (_store, _scratch) = (store, scratch);
        _slots = new SemaphoreSlim(connections);
        _database = DuckDbDatabase.Open(new Dictionary<string, string>
        {
            ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{memoryBytes >> 10}KiB"),
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["temp_directory"] = scratch ?? "",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        });
        using var connection = _database.Connect();
        connection.Execute(
            $"SET TimeZone = 'UTC'; SET allowed_directories = [{string.Join(", ", Folders().Select(Sql.Text))}]; " +
            "SET enable_external_access = false; SET lock_configuration = true;");
    }

    /// <summary>Where an object of the lake lies as a file.</summary>
    /// <exception cref="InvalidInputException">The store has no files.</exception>
    public string PathOf(string key) => _store.LocalPath(key)
        ?? throw new InvalidInputException($"'{key}' cannot be read in place: this bucket is not a folder. Use a folder bucket.");

    /// <summary>A name for a new file in the scratch folder; who writes it deletes it.</summary>
    public string ScratchFile(string extension) =>
        Path.Combine(
            _scratch ?? throw new InvalidOperationException("This engine does not write."), Guid.NewGuid().ToString("n") + extension);

    /// <summary>Runs blocking work with a connection of its own. Cancelling interrupts it.</summary>
    public async Task<T> RunAsync<T>(Func<DuckDbConnection, T> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Run(work, cancellationToken), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public Task RunAsync(Action<DuckDbConnection> work, CancellationToken cancellationToken) =>
        RunAsync(connection => { work(connection); return true; }, cancellationToken);

    public void Dispose()
    {
        foreach (var connection in _idle) connection.Dispose();
        _database.Dispose();
        _slots.Dispose();
    }

    private T Run<T>(Func<DuckDbConnection, T> work, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection)) connection = _database.Connect();
        var healthy = false;
        try
        {
            using var interrupter = new Interrupter(connection, cancellationToken);
            var result = work(connection);
            healthy = true;
            return result;
        }
        catch (DuckDbException e) when (e.Type == DuckDbErrorType.Interrupt)
        {
            throw new OperationCanceledException("The work was interrupted.", e, cancellationToken);
        }
        finally
        {
            if (healthy) _idle.Add(connection);
            else connection.Dispose(); // whatever temporary tables it holds go with it
        }
    }

    private IEnumerable<string> Folders()
    {
        if (_store.LocalPath(LakePrefix + "x") is { } inside) yield return Path.GetDirectoryName(inside)! + "/";
        if (_scratch is not null) yield return _scratch + "/";
    }
}
