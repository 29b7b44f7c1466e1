namespace Shoreline.Lake.Tests.Delta;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Two_writers_at_once_lose_nothing()
    {
        await using var fixture = new LakeFixture();
        await using var other = fixture.OpenAnother();
        const int Commits = 15;

        async Task WriteAsync(DataLake lake, int start)
        {
            for (var i = 0; i < Commits; i++) await lake.AppendRawAsync("raw_x", [LakeFixture.Row(start + i, $"{start + i}")]);
        }
        await Task.WhenAll(Task.Run(() => WriteAsync(fixture.Lake, 0)), Task.Run(() => WriteAsync(other, 1000)));

        var table = Assert.Single(await fixture.Lake.ListTablesAsync());
        Assert.Equal((2 * Commits, 2 * Commits), (table.Rows, table.Version)); // version 0 made the table
        Assert.Equal([$"{2 * Commits}|{2 * Commits}"], await fixture.RowsAsync("SELECT count(*), count(DISTINCT sequence) FROM raw_x"));
    }

    [Fact]
    public async Task A_writer_that_dies_before_its_commit_leaves_no_rows()
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);
        var dying = new FaultyStore(fixture.Store, survivedWrites: 1); // the Parquet file, but not the commit
        await using (var lake = fixture.OpenAnother(dying))
        {
            await Assert.ThrowsAsync<IOException>(() => lake.AppendRawAsync("raw_x", [LakeFixture.Row(2, "b")]));
        }

        Assert.Equal(2, Directory.GetFiles(fixture.Bucket, "*.parquet", SearchOption.AllDirectories).Length);
        Assert.Equal(1, await fixture.CountAsync("raw_x"));

        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(2, "b")]);
        Assert.Equal(["1", "2"], await fixture.RowsAsync("SELECT sequence FROM raw_x ORDER BY ALL"));
    }

    [Fact]
    public async Task Another_process_sees_a_commit_at_its_next_query()
    {
        await using var fixture = new LakeFixture();
        await using var other = fixture.OpenAnother();
        await other.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);
        Assert.Equal(1, await fixture.CountAsync("raw_x"));

        await other.AppendRawAsync("raw_x", [LakeFixture.Row(2, "b")]);

        Assert.Equal(2, await fixture.CountAsync("raw_x"));
    }
}
