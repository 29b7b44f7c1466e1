namespace Shoreline.Cli.Terminal;

/// <summary>A few lines at the foot of a terminal that are written over and over; nothing at all where the output is a file or a pipe.</summary>
/// <param name="isShown">Whether <paramref name="output"/> is a terminal.</param>
/// <param name="width">Columns of the terminal: a longer line would take two rows, and the next one would be written over the wrong ones.</param>
internal sealed class ProgressBlock(TextWriter output, bool isShown, Func<int> width)
{
    private const string EraseLine = "\r\u001b[2K";
    private const string UpAndErase = "\u001b[1A\u001b[2K";

    private readonly Lock _gate = new();
    private IReadOnlyList<string> _lines = [];
    private int _drawn;
    private bool _cleared;

    /// <summary>On standard error, if that is a terminal.</summary>
    public static ProgressBlock OnTerminal() => new(Console.Error, !Console.IsErrorRedirected, Width);

    public void Show(params IReadOnlyList<string> lines)
    {
        lock (_gate)
        {
            if (!isShown || _cleared) return;
            Erase();
            _lines = lines;
            Draw();
        }
    }

    /// <summary>Writes a whole line, to this terminal or elsewhere, above the progress.</summary>
    public void Print(TextWriter writer, string text)
    {
        lock (_gate)
        {
            Erase();
            writer.WriteLine(text);
            Draw();
        }
    }

    /// <summary>Takes the lines away; what comes late is not shown.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Erase();
            (_cleared, _lines) = (true, []);
        }
    }

    private void Erase()
    {
        if (_drawn == 0) return;
        output.Write(EraseLine);
        for (var i = 1; i < _drawn; i++) output.Write(UpAndErase);
        _drawn = 0;
    }

    private void Draw()
    {
        if (_lines.Count == 0) return;
        var most = Math.Max(1, width() - 1); // a character in the last column may wrap
        output.Write(string.Join('\n', _lines.Select(line => line.Length > most ? line[..most] : line)));
        _drawn = _lines.Count;
    }

    private static int Width()
    {
        const int Usual = 80;
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : Usual;
        }
        catch (IOException)
        {
            return Usual; // standard output may be no terminal, though standard error is
        }
    }
}
