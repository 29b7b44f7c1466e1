using Shoreline.Lake.Delta;

namespace Shoreline.Lake.Tests.Delta;

public sealed class CheckpointTests
{
    [Fact]
    public async Task A_table_opens_from_its_checkpoint_without_the_commits_before_it()
    {
        await using var fixture = new LakeFixture();
        for (var i = 0; i < Checkpoints.EveryCommits + 3; i++) await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(i, "a")]);
        var log = Path.Combine(fixture.Bucket, "lake", "raw_x", "_delta_log");
        for (var version = 0; version <= Checkpoints.EveryCommits; version++) File.Delete(Path.Combine(log, $"{version:D20}.json"));

        await using var other = fixture.OpenAnother();

        var table = Assert.Single(await other.ListTablesAsync());
        Assert.Equal((Checkpoints.EveryCommits + 3, Checkpoints.EveryCommits + 3), (table.Rows, table.Version));
        Assert.Equal((long)table.Rows, (await other.QueryAsync("SELECT count(DISTINCT sequence) FROM raw_x")).Rows[0][0]);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_passed_over()
    {
        await using var fixture = new LakeFixture();
        for (var i = 0; i < Checkpoints.EveryCommits; i++) await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(i, "a")]);
        var log = Path.Combine(fixture.Bucket, "lake", "raw_x", "_delta_log");
        await File.WriteAllTextAsync(Directory.GetFiles(log, "*.checkpoint.parquet").Single(), "not Parquet");

        await using var other = fixture.OpenAnother();

        Assert.Equal(Checkpoints.EveryCommits, Assert.Single(await other.ListTablesAsync()).Rows);
    }
}
