namespace Shoreline.Cli.Tests;

public sealed class LakeQueryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public LakeQueryTests() => Directory.CreateDirectory(_folder["bucket"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("selec 1", "line 1, column 1", "syntax error at or near \"selec\"")]
    [InlineData("select * from nope", "line 1, column 15", "there is no table 'nope'. Tables:")]
    [InlineData("select nope", "nope", "not found")]
    [InlineData("select 1; select 2", "2 statements", "write one SELECT")]
    [InlineData("drop table detections", "Only SELECT is allowed", "nothing that writes")]
    [InlineData("select * from read_csv('/etc/passwd')", "read_csv", "only tables of the lake can be read")]
    [InlineData("attach '/tmp/x.db'", "Only SELECT is allowed", "attaches")]
    public async Task A_wrong_statement_is_told_in_one_line(string sql, string what, string next)
    {
        var run = await QueryAsync(sql);

        run.Refused(ExitCodes.Usage, what, next);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_statement_that_fails_while_it_runs_is_failed_work()
    {
        var run = await QueryAsync("select cast(x as integer) from (values ('a'), ('b')) t(x)");

        run.Refused(ExitCodes.Failed, "'a'");
    }

    [Fact]
    public async Task A_copy_writes_no_file()
    {
        var run = await QueryAsync($"copy (select 1) to '{_folder["out.csv"]}'");

        run.Refused(ExitCodes.Usage, "Only SELECT is allowed");
        Assert.False(File.Exists(_folder["out.csv"]));
    }

    [Fact]
    public async Task A_folder_without_a_lake_is_named()
    {
        var run = await Command.RunAsync("lake", "query", "select 1", "--data", _folder["nowhere"]);

        run.Refused(ExitCodes.Usage, $"There is no lake in {_folder["nowhere"]}", "--data");
        Assert.False(Directory.Exists(_folder["nowhere"]));
    }

    [Fact]
    public async Task A_table_and_a_job_that_are_not_there_are_named()
    {
        var table = await Command.RunAsync("lake", "describe", "nope", "--data", _folder.Path);
        var job = await Command.RunAsync("lake", "job", "run", "nope", "--data", _folder.Path);

        table.Refused(ExitCodes.Usage, "'nope'", "'shoreline lake tables' lists");
        job.Refused(ExitCodes.Usage, "'nope'", "curate-detections");
    }

    [Theory]
    [InlineData("csv", "a,b\n1,x\n")]
    [InlineData("json", "[{\"a\":1,\"b\":\"x\"}]")]
    public async Task A_query_prints_its_rows(string format, string expected)
    {
        var run = await Command.RunAsync("lake", "query", "select 1 as a, 'x' as b", "--format", format, "--data", _folder.Path);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(expected.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), string.Concat(run.Output.Where(c => !char.IsWhiteSpace(c))));
    }

    private Task<Command> QueryAsync(string sql) => Command.RunAsync("lake", "query", sql, "--data", _folder.Path);
}
