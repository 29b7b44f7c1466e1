using System.Text;

namespace Shoreline.Lake.Tests;

public sealed class RawTableTests
{
    [Theory]
    [InlineData("detections", "raw_detections")]
    [InlineData("video.entrance", "raw_video")]
    [InlineData("My stream-2", "raw_my_stream_2")]
    [InlineData(".", "raw__")]
    public void A_stream_has_one_table(string stream, string table) => Assert.Equal(table, RawTable.NameOf(stream));

    [Fact]
    public async Task Rows_come_back_as_they_were_appended()
    {
        await using var fixture = new LakeFixture();
        var payload = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var row = new RawRow("gw-01", "ströme 🌊", "0123", long.MaxValue, LakeFixture.StartNs + 123_456_789, LakeFixture.StartNs + 1, payload, "media/x.mp4");

        var version = await fixture.Lake.AppendRawAsync("raw_x", [row, row with { Sequence = long.MinValue, Payload = default, ObjectKey = null }]);
        var rows = (await fixture.Lake.QueryAsync("SELECT * FROM raw_x ORDER BY sequence DESC")).Rows;

        Assert.Equal(1, version);
        Assert.Equal(2, rows.Count);
        Assert.Equal(["gw-01", "ströme 🌊", "0123", long.MaxValue], rows[0].Take(4));
        Assert.Equal("2026-01-31T09:30:00.123456Z", rows[0][4]!.ToString());
        Assert.Equal(payload, (byte[])rows[0][6]!);
        Assert.Equal("media/x.mp4", rows[0][7]);
        Assert.Equal(new DateOnly(2026, 1, 31), rows[0][8]);
        Assert.Equal(long.MinValue, rows[1][3]);
        Assert.Empty((byte[])rows[1][6]!);
        Assert.Null(rows[1][7]);
    }

    [Fact]
    public async Task Records_of_two_days_go_to_two_partitions_in_one_commit()
    {
        await using var fixture = new LakeFixture();
        const long Day = 86_400_000_000_000;
        var row = LakeFixture.Row(1, "a");

        await fixture.Lake.AppendRawAsync("raw_x", [row, row with { RecordTimeNs = row.RecordTimeNs + Day }, row with { RecordTimeNs = -1 }]);

        var table = Assert.Single(await fixture.Lake.ListTablesAsync());
        Assert.Equal((3, 3, 1), (table.Rows, table.Files, table.Version));
        Assert.Equal(["1969-12-31", "2026-01-31", "2026-02-01"], Directory.GetDirectories(Path.Combine(fixture.Bucket, "lake", "raw_x"), "date=*").Select(d => d[^10..]).Order());
    }

    [Fact]
    public async Task A_table_without_rows_can_be_queried()
    {
        await using var fixture = new LakeFixture();

        await fixture.Lake.AppendRawAsync("raw_x", []);

        Assert.Equal(0, await fixture.CountAsync("raw_x"));
        Assert.Empty((await fixture.Lake.QueryAsync("SELECT device, payload, date FROM raw_x WHERE date > '2026-01-01'")).Rows);
    }

    [Fact]
    public async Task More_rows_than_a_vector_holds_are_all_written()
    {
        await using var fixture = new LakeFixture();
        var rows = Enumerable.Range(0, 10_000).Select(i => LakeFixture.Row(i, new string('x', i % 40))).ToList();

        await fixture.Lake.AppendRawAsync("raw_x", rows);

        Assert.Equal([$"10000|10000|{rows.Sum(row => (long)row.Payload.Length)}"],
            await fixture.RowsAsync("SELECT count(*), count(DISTINCT sequence), sum(octet_length(payload))::BIGINT FROM raw_x"));
        Assert.Equal(Encoding.UTF8.GetBytes(new string('x', 39)), (byte[])(await fixture.Lake.QueryAsync("SELECT payload FROM raw_x WHERE sequence = 9999")).Rows[0][0]!);
    }
}
