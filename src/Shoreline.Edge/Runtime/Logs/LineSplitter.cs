using System.Text;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>
/// Cuts a step's output into lines at <c>\n</c>, <c>\r</c> and <c>\r\n</c>. A line without end is cut into pieces, so that it takes no more
/// memory than one.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Longest line that stays whole.</summary>
    public const int MaxLineBytes = 16 << 10;

    private byte[] _rest = [];
    private int _restBytes;

    /// <summary>Adds what was read; lines that are complete with it go to <paramref name="lines"/>, trimmed, without empty ones.</summary>
    public void Add(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (bytes.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            Take(bytes[..end], lines);
            Emit(_rest.AsSpan(0, _restBytes), lines);
            _restBytes = 0;
            bytes = bytes[(end + 1)..]; // of \r\n the second makes an empty line, which is left out
        }
        Take(bytes, lines);
    }

    /// <summary>What came last without an end of line.</summary>
    public void End(List<string> lines)
    {
        Emit(_rest.AsSpan(0, _restBytes), lines);
        _rest = [];
        _restBytes = 0;
    }

    private void Take(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (_restBytes + bytes.Length > MaxLineBytes)
        {
            var fits = MaxLineBytes - _restBytes;
            Keep(bytes[..fits]);
            bytes = bytes[fits..];
            var whole = WholeCharacters(_rest.AsSpan(0, _restBytes));
            Emit(_rest.AsSpan(0, whole), lines);
            _rest.AsSpan(whole, _restBytes - whole).CopyTo(_rest);
            _restBytes -= whole;
        }
        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_restBytes + bytes.Length > _rest.Length) Array.Resize(ref _rest, Math.Min(MaxLineBytes, Math.Max(256, 2 * (_restBytes + bytes.Length))));
        bytes.CopyTo(_rest.AsSpan(_restBytes));
        _restBytes += bytes.Length;
    }

    /// <summary>Up to where no character of UTF-8 is cut; all of it where it is not UTF-8.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 4; back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80) continue; // in the midst of one
            var needs = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needs > back ? bytes.Length - back : bytes.Length;
        }
        return bytes.Length;
    }

    private static void Emit(ReadOnlySpan<byte> line, List<string> lines)
    {
        var text = Encoding.UTF8.GetString(line).Trim();
        if (text.Length > 0) lines.Add(text);
    }
}
