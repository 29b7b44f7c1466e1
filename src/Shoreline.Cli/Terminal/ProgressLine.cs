namespace Shoreline.Cli.Terminal;

/// <summary>One line on a terminal that is written over and over; nothing at all where the output is a file or a pipe.</summary>
internal sealed class ProgressLine(TextWriter output)
{
    private const string EraseLine = "\r\u001b[2K";

    private readonly bool _shown = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private bool _cleared;

    public void Show(string text)
    {
        lock (_gate)
        {
            if (_shown && !_cleared) output.Write(EraseLine + text);
        }
    }

    /// <summary>Writes a whole line, to this terminal or elsewhere, without the progress before or behind it.</summary>
    public void Print(TextWriter writer, string text)
    {
        lock (_gate)
        {
            if (_shown && !_cleared) output.Write(EraseLine);
            writer.WriteLine(text);
        }
    }

    /// <summary>Takes the line away; what comes late is not shown.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _cleared = true;
            if (_shown) output.Write(EraseLine);
        }
    }
}
