using System.Globalization;
using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.ConfigStore;

/// <summary>One whole tree on disk: a snapshot, and a log of what was changed since. One thread at a time.</summary>
internal sealed class ConfigGeneration : IDisposable
{
    public const string SnapshotPrefix = "snapshot-";

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly int _compactBytes;
    private int _number; // of snapshot and log
    private long _snapshotBytes;
    private long _logBytes;
    private IFile? _log;
    private bool _isUncertain; // a write or flush failed: nobody knows what the log holds

    private ConfigGeneration(IFileSystem files, string folder, ILogger logger, int compactBytes) =>
        (_files, _folder, _logger, _compactBytes) = (files, folder, logger, compactBytes);

    public ConfigContainer Root { get; private set; } = ConfigContainer.Empty;

    private string LogPath => Path.Combine(_folder, $"log-{_number:D4}");

    /// <summary>Writes a new one; durable when this returns, but for the folder's own name.</summary>
    public static ConfigGeneration Create(IFileSystem files, string folder, ConfigContainer root, ILogger logger, int compactBytes)
    {
        files.CreateFolder(folder);
        var generation = new ConfigGeneration(files, folder, logger, compactBytes) { Root = root };
        try { generation.WriteSnapshot(); }
        catch
        {
            generation.Dispose();
            throw;
        }
        return generation;
    }

    /// <exception cref="ConfigStoreDamagedException">Its snapshot is missing or damaged.</exception>
    public static ConfigGeneration Open(IFileSystem files, string folder, ILogger logger, int compactBytes)
    {
        var generation = new ConfigGeneration(files, folder, logger, compactBytes);
        try { generation.Load(); }
        catch
        {
            generation.Dispose();
            throw;
        }
        return generation;
    }

    /// <summary>Makes a change durable, then counts it.</summary>
    /// <exception cref="IOException">It does not count.</exception>
    public void Change(List<ConfigChange> changes)
    {
        var next = changes.Aggregate(Root, (root, change) => change.Apply(root));
        var kept = changes.Where(change => !change.Path.Any(ConfigJson.IsVolatile)).ToList();
        if (kept.Count > 0) Write(kept);
        Root = next;
    }

    public void Dispose() => _log?.Dispose();

    private void Write(List<ConfigChange> changes)
    {
        try
        {
            if (_isUncertain || _logBytes > Math.Max(_compactBytes, 2 * _snapshotBytes)) WriteSnapshot();
            var record = ConfigFiles.Record(changes);
            _log!.Write(record, _logBytes);
            _log.Flush();
            _logBytes += record.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isUncertain = true;
            ConfigStoreLog.NotWritten(_logger, LogPath, e.Message);
            throw;
        }
    }

    /// <summary>Writes the tree as it is and begins an empty log.</summary>
    private void WriteSnapshot()
    {
        var bytes = ConfigFiles.Snapshot(Root);
        var number = _number + 1;
        // The log first: a snapshot that has its name has its log, and what an earlier attempt left in that is gone.
        var log = _files.Open(Path.Combine(_folder, $"log-{number:D4}"), FileOpen.Replace);
        try
        {
            log.Flush();
            ConfigFiles.Replace(_files, Path.Combine(_folder, $"{SnapshotPrefix}{number:D4}"), bytes);
        }
        catch
        {
            log.Dispose();
            throw;
        }
        _log?.Dispose();
        (_log, _logBytes, _snapshotBytes, _number, _isUncertain) = (log, 0, bytes.Length, number, false);
        DeleteOthers();
    }

    private void DeleteOthers()
    {
        foreach (var name in _files.ListFiles(_folder))
        {
            if (name != Path.GetFileName(LogPath) && name != $"{SnapshotPrefix}{_number:D4}" && !name.EndsWith(".damaged", StringComparison.Ordinal))
                _files.DeleteFile(Path.Combine(_folder, name));
        }
    }

    private void Load()
    {
        foreach (var name in _files.ListFiles(_folder))
            if (name.StartsWith(SnapshotPrefix, StringComparison.Ordinal) && int.TryParse(name[SnapshotPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                _number = Math.Max(_number, number);
        if (_number == 0) throw new ConfigStoreDamagedException(_folder, "it holds no snapshot");
        var path = Path.Combine(_folder, $"{SnapshotPrefix}{_number:D4}");
        var bytes = ConfigFiles.ReadAll(_files, path);
        _snapshotBytes = bytes.Length;
        Root = ConfigFiles.ReadSnapshot(path, bytes);
        if (!_files.FileExists(LogPath)) throw new ConfigStoreDamagedException(LogPath, "it is missing");
        var wasDamaged = Replay(ConfigFiles.ReadAll(_files, LogPath));
        _log = _files.Open(LogPath, FileOpen.ReadWrite);
        if (_log.Length > _logBytes) CutTail();
        _log.Flush(); // a killed process may have left it unflushed
        _files.SyncFolder(_folder);
        if (wasDamaged) WriteSnapshot();
    }

    private void CutTail()
    {
        ConfigStoreLog.TornTail(_logger, LogPath, _log!.Length - _logBytes);
        _log.Truncate(_logBytes);
    }

    /// <returns>Whether something is lost that had been answered.</returns>
    private bool Replay(byte[] log)
    {
        var wasDamaged = false;
        var offset = 0;
        while (offset < log.Length)
        {
            if (ConfigFiles.TryRecord(log, offset) is { } record)
            {
                Apply(record);
                offset += ConfigFiles.RecordHeaderBytes + record.Length;
                _logBytes = offset;
                continue;
            }
            var next = ConfigFiles.NextRecord(log, offset);
            if (next < 0) break;
            if (!wasDamaged) ConfigFiles.Replace(_files, LogPath + ".damaged", log);
            ConfigStoreLog.Damaged(_logger, LogPath, offset, next - offset, LogPath + ".damaged");
            (wasDamaged, offset) = (true, next);
        }
        return wasDamaged;
    }

    private void Apply(ReadOnlyMemory<byte> record)
    {
        try { Root = ConfigJson.ReadChanges(record).Aggregate(Root, (root, change) => change.Apply(root)); }
        catch (FormatException e) { throw new ConfigStoreDamagedException(LogPath, e.Message); }
    }
}
