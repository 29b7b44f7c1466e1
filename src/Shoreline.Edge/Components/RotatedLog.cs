using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Components;

/// <summary>A component's output in files of bounded size: <c>NAME.log</c>, and the one before it as <c>NAME.log.1</c>.</summary>
/// <remarks>A full disk costs log lines, never the component: what could not be written is counted and said in the next line that can.</remarks>
internal sealed class RotatedLog(string path, long maxBytes) : IDisposable
{
    /// <summary>Bytes of one of the two files of a component.</summary>
    public const long DefaultMaxBytes = 4 << 20;

    private readonly Lock _lock = new();
    private FileStream? _file;
    private long _lostBytes;

    /// <summary>Adds bytes as the component wrote them. Thread-safe.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            try
            {
                var file = _file ??= Open();
                if (file.Length > 0 && file.Length + bytes.Length > maxBytes) file = Rotate();
                if (_lostBytes > 0) file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{_lostBytes} bytes of log were lost]\n")));
                file.Write(bytes);
                file.Flush();
                _lostBytes = 0;
            }
            catch (IOException)
            {
                _lostBytes += bytes.Length;
                _file?.Dispose();
                _file = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private FileStream Rotate()
    {
        _file!.Dispose();
        _file = null;
        File.Move(path, path + ".1", overwrite: true);
        return _file = Open();
    }
}
