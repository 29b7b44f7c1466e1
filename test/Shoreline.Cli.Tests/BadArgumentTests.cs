namespace Shoreline.Cli.Tests;

public sealed class BadArgumentTests
{
    [Theory]
    [InlineData("frobnicate", "'frobnicate'", "'shoreline --help' lists what is allowed")]
    [InlineData("lake frobnicate", "'frobnicate'", "'shoreline lake --help' lists")]
    [InlineData("", "command", "'shoreline --help' lists")]
    [InlineData("lake", "command", "'shoreline lake --help' lists")]
    [InlineData("edge", "'--config' is required", "'shoreline edge --help' lists")]
    [InlineData("lake query", "'sql' missing", "'shoreline lake query --help' lists")]
    [InlineData("lake query x --format xml", "'xml'", "'csv' 'json'")]
    [InlineData("lake query x --max-rows -1", "--max-rows is -1", "give 1 to")]
    [InlineData("vision", "Name a source", "'shoreline vision --help' lists")]
    [InlineData("vision --jsn", "no option '--jsn'", "'shoreline vision --help' lists")]
    [InlineData("vision a.mp4 --jsn", "'--jsn'", "'shoreline vision --help' lists")]
    [InlineData("vision a.mp4 --every often", "'often'", "'shoreline vision --help' lists")]
    [InlineData("vision a.mp4 --out a.avi", "--out is a.avi", "ends in .mp4")]
    [InlineData("vision a.mp4 --json /no/such/folder/a.ndjson", "/no/such/folder", "create it first")]
    [InlineData("vision a.mp4 --json /tmp", "/tmp is a folder", "give the name of a file")]
    [InlineData("vision --config /no/such/vision.json", "/no/such/vision.json", "cannot be read")]
    [InlineData("demo --headless", "--headless needs --duration", "how long")]
    [InlineData("demo --headless --duration soon", "'soon' is not a duration", "write 500ms, 60s, 5m or 2h")]
    [InlineData("demo --headless --duration 99999999999h", "'99999999999h' is not a duration", "write 500ms, 60s, 5m or 2h")]
    [InlineData("demo --port 99999", "--port is 99999", "give 0 to 65535")]
    [InlineData("demo --port -1", "--port is -1", "give 0 to 65535")]
    [InlineData("demo --data /dev/null/demo", "/dev/null/demo", "Give another with --data")]
    public async Task Wrong_arguments_are_told_in_one_line(string arguments, string what, string next)
    {
        var run = await Command.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.Refused(ExitCodes.Usage, what, next);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Every_wrong_option_has_its_line()
    {
        var run = await Command.RunAsync("vision", "a.mp4", "--every", "0", "--max-frames", "0", "--out", "a.avi");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        run.ComplaintsAreShort();
        Assert.Equal(["--every is 0", "--max-frames is 0", "--out is a.avi"], run.Complaints.Select(line => line["shoreline: ".Length..].Split(':')[0]));
    }

    [Fact]
    public async Task A_gateway_that_does_not_run_is_something_missing()
    {
        using var folder = new ScratchFolder();

        var run = await Command.RunAsync("stream", "list", "--root", folder.Path);

        run.Refused(ExitCodes.Missing, $"No gateway runs in {folder.Path}", "start one with 'shoreline edge'", "--root");
    }
}
