using System.Numerics;
using System.Text.Json;

namespace Shoreline.Lake.Tests.Query;

public sealed class QueryTests
{
    [Fact]
    public async Task Values_of_every_type_are_read()
    {
        await using var fixture = new LakeFixture();

        var result = await fixture.Lake.QueryAsync(
            """
            SELECT true AS a, 1::TINYINT AS b, -9223372036854775808 AS c, 18446744073709551615::UBIGINT AS d, -170141183460469231731687303715884105727::HUGEINT AS e,
              1.5::FLOAT AS f, 'é🌊 and more than twelve bytes' AS g, '' AS h, '\x00\xFF'::BLOB AS i, DATE '1969-12-31' AS j, TIMESTAMPTZ '1969-12-31 23:59:59.999999Z' AS k,
              -0.05::DECIMAL(4, 2) AS l, 12345678901234567890123456789012345678::DECIMAL(38, 0) AS m, [1, NULL, 3] AS n, {'a': 1, 'b': ['x']} AS o, MAP {'k': 2} AS p,
              'b'::ENUM ('a', 'b') AS q, '00000000-0000-0000-0000-000000000001'::UUID AS r, NULL AS s, TIMESTAMP '2026-01-31 09:30:00' AS t, [1, 2]::INTEGER[2] AS u
            """);

        var row = Assert.Single(result.Rows);
        Assert.Equal([true, 1L, long.MinValue, (BigInteger)ulong.MaxValue, -BigInteger.Pow(2, 127) + 1, 1.5, "é🌊 and more than twelve bytes", ""], row.Take(8));
        Assert.Equal([0, 255], (byte[])row[8]!);
        Assert.Equal([new DateOnly(1969, 12, 31), "1969-12-31T23:59:59.999999Z", -0.05m, "12345678901234567890123456789012345678"], [row[9], row[10]!.ToString(), row[11], row[12]]);
        Assert.Equal([1L, null, 3L], (object?[])row[13]!);
        Assert.Equal("b", row[16]);
        Assert.Equal("00000000-0000-0000-0000-000000000001", row[17]);
        Assert.Null(row[18]);
        Assert.Equal("2026-01-31T09:30:00.000000", row[19]!.ToString());
        Assert.Equal([1L, 2L], (object?[])row[20]!);
        Assert.Equal(["BOOLEAN", "TINYINT", "BIGINT", "UBIGINT", "HUGEINT", "FLOAT"], result.Columns.Take(6).Select(column => column.Type));
    }

    [Fact]
    public async Task More_rows_than_the_limit_are_cut_off_and_it_says_so()
    {
        await using var fixture = new LakeFixture();

        var cut = await fixture.Lake.QueryAsync("SELECT * FROM range(1000000000)", new QueryLimits { MaxRows = 3000 });
        var exact = await fixture.Lake.QueryAsync("SELECT * FROM range(3000)", new QueryLimits { MaxRows = 3000 });
        var large = await fixture.Lake.QueryAsync("SELECT repeat('x', 1000000) FROM range(1000)", new QueryLimits { MaxResultBytes = 5_000_000 });

        Assert.Equal((3000, true), (cut.Rows.Count, cut.Truncated));
        Assert.Equal((3000, false), (exact.Rows.Count, exact.Truncated));
        Assert.Equal((2, true), (large.Rows.Count, large.Truncated));
    }

    [Fact]
    public async Task A_query_is_stopped_at_its_time_limit()
    {
        await using var fixture = new LakeFixture();

        var e = await Assert.ThrowsAsync<QueryException>(() => fixture.Lake.QueryAsync(
            "SELECT count(*) FROM range(100000) AS a, range(100000) AS b, range(1000) AS c WHERE a.range * b.range % 7 = c.range", new QueryLimits { Timeout = TimeSpan.FromMilliseconds(300) }));

        Assert.Contains("stopped after 0.3 s", e.Message, StringComparison.Ordinal);
        Assert.Single((await fixture.Lake.QueryAsync("SELECT 1")).Rows);
    }

    [Fact]
    public async Task A_query_can_be_cancelled()
    {
        await using var fixture = new LakeFixture();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Lake.QueryAsync(
            "SELECT count(*) FROM range(100000) AS a, range(100000) AS b WHERE a.range * b.range % 7 = 3", cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task A_query_that_needs_too_much_memory_is_told_so()
    {
        using var folder = new ScratchFolder();
        await using var lake = new DataLake(
            new Lake.Store.FolderStore(folder.Path), new LakeOptions { QueryMemoryBytes = 32 << 20, Threads = 2 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        var e = await Assert.ThrowsAsync<QueryException>(() => lake.QueryAsync("SELECT count(*) FROM (SELECT DISTINCT repeat(hash(range)::VARCHAR, 5) FROM range(10000000))"));

        Assert.Contains("more memory", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT\n  x FRM y", "line 2")]
    [InlineData("SELECT nothing FROM raw_x", "\"nothing\" not found")]
    [InlineData("SELECT *\nFROM no_such", "line 2, column 6: there is no table 'no_such'. Tables: raw_x.")]
    [InlineData("SELECT 'a'::INTEGER", "Could not convert string 'a'")]
    [InlineData("DROP TABLE x", "Only SELECT is allowed")]
    public async Task An_error_says_what_and_where(string sql, string part)
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", []);

        var e = await Assert.ThrowsAsync<QueryException>(() => fixture.Lake.QueryAsync(sql));

        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task Results_are_written_as_table_CSV_and_JSON()
    {
        await using var fixture = new LakeFixture();
        var result = await fixture.Lake.QueryAsync("SELECT * FROM (VALUES (1, 'a,\"b', [1.5, NULL], 9007199254740993), (22, NULL, [], 1)) AS t(n, text, list, big)");

        using var table = new StringWriter();
        using var csv = new StringWriter();
        using var json = new StringWriter();
        result.WriteTable(table);
        result.WriteCsv(csv);
        result.WriteJson(json);

        Assert.Equal(["n   text  list        big", "--  ----  ----------  ----------------", " 1  a,\"b  [1.5,null]  9007199254740993", "22  NULL  []                         1", "(2 rows)"],
            table.ToString().TrimEnd().Split(Environment.NewLine));
        Assert.Equal("n,text,list,big\n1,\"a,\"\"b\",\"[1.5,null]\",9007199254740993\n22,,[],1\n", csv.ToString());
        using var document = JsonDocument.Parse(json.ToString());
        Assert.Equal("a,\"b", document.RootElement[0].GetProperty("text").GetString());
        Assert.Equal("9007199254740993", document.RootElement[0].GetProperty("big").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement[1].GetProperty("text").ValueKind);
    }

    [Fact]
    public async Task Queries_run_beside_each_other_and_beside_commits()
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", []);

        var counts = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(i, "a")]);
            return await fixture.CountAsync("raw_x");
        })));

        Assert.All(counts, count => Assert.InRange(count, 1, 24));
        Assert.Equal(24, await fixture.CountAsync("raw_x"));
    }
}
