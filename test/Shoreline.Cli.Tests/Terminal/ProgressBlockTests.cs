using Shoreline.Cli.Terminal;

namespace Shoreline.Cli.Tests.Terminal;

public sealed class ProgressBlockTests : IDisposable
{
    private const string Erase = "\r\u001b[2K";
    private const string Up = "\u001b[1A\u001b[2K";

    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Lines_are_written_over_those_before()
    {
        var block = new ProgressBlock(_terminal, true, () => 80);
        block.Show("one", "two");
        block.Show("three");
        block.Clear();
        Assert.Equal($"one\ntwo{Erase}{Up}three{Erase}", _terminal.ToString());
    }

    [Fact]
    public void What_is_printed_stands_above()
    {
        var block = new ProgressBlock(_terminal, true, () => 80);
        block.Show("one", "two");
        block.Print(_terminal, "event");
        Assert.Equal($"one\ntwo{Erase}{Up}event\none\ntwo", _terminal.ToString());
    }

    [Fact]
    public void A_line_that_would_wrap_is_cut()
    {
        new ProgressBlock(_terminal, true, () => 5).Show("123456");
        Assert.Equal("1234", _terminal.ToString());
    }

    [Fact]
    public void After_the_end_and_in_a_pipe_nothing_is_shown()
    {
        var block = new ProgressBlock(_terminal, true, () => 80);
        block.Clear();
        block.Show("late");
        var piped = new ProgressBlock(_terminal, false, () => 80);
        piped.Show("one");
        piped.Print(_terminal, "event");
        piped.Clear();
        Assert.Equal("event\n", _terminal.ToString());
    }
}
