using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Cli.Ipc;

/// <summary>Reads the end of a component's log and follows it, over its rotation: a log that is full is renamed and begun anew.</summary>
internal sealed class ComponentLog : IDisposable
{
    private const int BlockBytes = 64 << 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly byte[] _block = new byte[BlockBytes];
    private readonly string _path;
    private FileStream _file;
    private string? _name;

    public ComponentLog(string path)
    {
        _path = path;
        _file = Open(path);
        _name = NameOf(_file);
    }

    public long Length => _file.Length;

    /// <summary>The name that the open file has by now; null where it is deleted.</summary>
    public string? CurrentName => NameOf(_file);

    /// <summary>The same file, whatever its name is by now, read from its front.</summary>
    public FileStream Reopen() => Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_file.SafeFileHandle.DangerousGetHandle()}"));

    /// <summary>What follows is read from here.</summary>
    public void SkipTo(long position) => _file.Position = position;

    /// <summary>Writes the last lines.</summary>
    public void WriteEnd(int lines, Stream output)
    {
        _file.Position = StartOfLast(lines);
        Copy(output);
    }

    /// <summary>Writes what comes, until cancelled. Asks five times a second.</summary>
    public async Task FollowAsync(Stream output, CancellationToken cancellationToken)
    {
        while (true)
        {
            var isReplaced = IsReplaced(); // before the rest is copied: what was written before the renaming is then all there
            Copy(output);
            if (isReplaced)
            {
                _file.Dispose();
                _file = Open(_path);
                _name = NameOf(_file);
                continue;
            }
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ShorelineException($"The log {path} cannot be read: {e.Message.TrimEnd('.')}. 'shoreline component list' names the components; their logs are the gateway's user's.", e);
        }
    }

    /// <summary>The open file has another name by now, and one of its own name is there again. Or it was cut, and is read from the front.</summary>
    private bool IsReplaced()
    {
        if (_file.Length < _file.Position) _file.Position = 0;
        return NameOf(_file) != _name && File.Exists(_path);
    }

    /// <summary>The name that an open file has by now: the kernel keeps it.</summary>
    private static string? NameOf(FileStream file) =>
        new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}")).LinkTarget;

    private long StartOfLast(int lines)
    {
        var end = _file.Length;
        var left = lines + 1; // the last line's own end is the first that is met
        for (var blockEnd = end; blockEnd > 0;)
        {
            var start = Math.Max(0, blockEnd - BlockBytes);
            var block = _block.AsSpan(0, (int)(blockEnd - start));
            _file.Position = start;
            _file.ReadExactly(block);
            if (blockEnd == end && block[^1] != '\n') left--;
            for (var at = block.LastIndexOf((byte)'\n'); at >= 0; at = block[..at].LastIndexOf((byte)'\n'))
            {
                if (--left == 0) return start + at + 1;
            }
            blockEnd = start;
        }
        return 0;
    }

    private void Copy(Stream output)
    {
        for (int count; (count = _file.Read(_block)) > 0;) output.Write(_block, 0, count);
        output.Flush();
    }
}
