using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Exports.Files;

/// <summary>The files of one incarnation of one stream: appends, flushes, rolls. Not thread-safe; blocks.</summary>
/// <remarks>
/// After a failed write or flush the file is cut back to what was flushed, closed, and never written again: a kernel that has reported a failed flush once may call the same pages
/// clean the next time.
/// </remarks>
internal sealed class FileLog : IDisposable
{
    private readonly string _folder;
    private readonly FileExportOptions _options;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private SafeFileHandle? _file;
    private string _path = "";
    private long _first;
    private long _next; // sequence that comes next; what is below is in the files already
    private long _flushedBytes;
    private DateTimeOffset _begun;
    private bool _isBroken;

    /// <summary>Takes up what is there, and mends what a crash left of it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public FileLog(string folder, FileExportOptions options, ILogger logger, TimeProvider time)
    {
        (_folder, _options, _time) = (folder, options, time);
        if (!Directory.Exists(folder)) return;
        foreach (var name in Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!))
        {
            if (FileNames.TryParseClosed(name, out var last)) _next = Math.Max(_next, last + 1);
        }
        foreach (var path in Directory.EnumerateFiles(folder, "*" + FileNames.OpenSuffix).Order(StringComparer.Ordinal))
        {
            Close();
            TakeUp(path, logger);
        }
    }

    public bool IsOpen => _file is not null;

    /// <summary>Appends what is not there yet. When this returns it is flushed.</summary>
    /// <exception cref="IOException">The disk refused; what was flushed before stays.</exception>
    public void Append(ExportBatch batch)
    {
        if (batch.Last < _next) return; // all of it came before a crash
        if (_isBroken) Mend();
        if (_file is not null && (_flushedBytes >= _options.RollBytes || IsOld)) Close();
        Encode(batch);
        if (_file is null) Begin(Math.Max(batch.First, _next));
        _isBroken = true; // until it is flushed
        RandomAccess.Write(_file!, _lines.WrittenSpan, _flushedBytes);
        RandomAccess.FlushToDisk(_file!);
        _isBroken = false;
        _flushedBytes += _lines.WrittenCount;
        _next = batch.Last + 1;
    }

    /// <summary>Closes the file if it is due, so that whoever collects files gets it also where nothing comes any more.</summary>
    public void Sweep()
    {
        if (_isBroken) Mend();
        if (_file is not null && IsOld) Close();
    }

    /// <summary>Leaves the file open for the next process.</summary>
    public void Dispose() => _file?.Dispose();

    private bool IsOld => _time.GetUtcNow() - _begun >= _options.RollTime;

    private void Encode(ExportBatch batch)
    {
        _lines.ResetWrittenCount();
        foreach (ref readonly var record in batch.Records)
        {
            if (record.Sequence >= _next) RecordLine.Write(record, _lines);
        }
    }

    private void Begin(long first)
    {
        CreateFolder();
        _path = Path.Combine(_folder, FileNames.Open(first));
        // A file of that name would hold no line: one that does has moved the next sequence on.
        _file = File.OpenHandle(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        (_first, _flushedBytes, _begun) = (first, 0, _time.GetUtcNow());
        DiskFileSystem.Instance.SyncFolder(_folder);
    }

    private void CreateFolder()
    {
        if (Directory.Exists(_folder)) return;
        Directory.CreateDirectory(_folder);
        var stream = Path.GetDirectoryName(_folder)!;
        DiskFileSystem.Instance.SyncFolder(stream);
        DiskFileSystem.Instance.SyncFolder(Path.GetDirectoryName(stream)!);
    }

    /// <summary>Gives the file its final name, which says what it holds; one that holds nothing goes.</summary>
    private void Close()
    {
        if (_file is null) return;
        _file.Dispose();
        _file = null;
        if (_flushedBytes == 0) File.Delete(_path);
        else File.Move(_path, Path.Combine(_folder, FileNames.Closed(_first, _next - 1)), overwrite: true);
        DiskFileSystem.Instance.SyncFolder(_folder);
    }

    private void Mend()
    {
        if (_file is not null)
        {
            RandomAccess.SetLength(_file, _flushedBytes);
            RandomAccess.FlushToDisk(_file);
            Close();
        }
        _isBroken = false;
    }

    private void TakeUp(string path, ILogger logger)
    {
        if (!FileNames.TryParseOpen(Path.GetFileName(path), out var first)) return;
        (_path, _first, _begun) = (path, first, File.GetCreationTimeUtc(path));
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var sound = TornTail.Find(_file);
        if (sound.Lines > 0) _next = sound.LastSequence + 1;
        if (sound.Bytes < sound.FileBytes)
        {
            if (sound.LinesBehind > 0) Keep(sound);
            RandomAccess.SetLength(_file, sound.Bytes);
            FileExportLog.TailCut(logger, path, sound.Bytes, sound.FileBytes - sound.Bytes, sound.LinesBehind);
        }
        RandomAccess.FlushToDisk(_file); // a process that was killed, not the machine, may have left lines that no disk has
        _flushedBytes = sound.Bytes;
    }

    /// <summary>Whole lines behind damage: of a batch that was torn, and then they come again; or the damage is rot, and then they are not to be lost.</summary>
    private void Keep(SoundLines sound)
    {
        var tail = new byte[sound.FileBytes - sound.Bytes];
        var read = 0;
        for (int n; read < tail.Length && (n = RandomAccess.Read(_file!, tail.AsSpan(read), sound.Bytes + read)) > 0;) read += n;
        DurableFile.Write(Path.Combine(_folder, FileNames.Damaged(_first, sound.Bytes)), tail.AsSpan(0, read));
    }
}
