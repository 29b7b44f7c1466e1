using System.Text;

namespace Shoreline.Cli.Logs;

/// <summary>
/// Cuts bytes into lines. A line of more than 64 KiB comes in pieces, so that one without end takes no more memory than that.
/// </summary>
internal sealed class LineCutter
{
    private const int MostLineBytes = 64 << 10;

    private readonly byte[] _line = new byte[MostLineBytes];
    private int _length;

    /// <summary>Lines that end in these bytes.</summary>
    public List<string> Push(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var count = Math.Min(end < 0 ? bytes.Length : end, MostLineBytes - _length);
            bytes[..count].CopyTo(_line.AsSpan(_length));
            _length += count;
            var isLine = count == end;
            bytes = bytes[(isLine ? count + 1 : count)..];
            if (isLine || _length == MostLineBytes) lines.Add(Take());
        }
        return lines;
    }

    /// <summary>What came after the last line's end.</summary>
    public string? Rest() => _length > 0 ? Take() : null;

    private string Take()
    {
        var text = Encoding.UTF8.GetString(_line, 0, _length).TrimEnd('\r');
        _length = 0;
        return text;
    }
}
