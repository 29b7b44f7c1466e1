namespace Shoreline.Lake.Tests.Query;

/// <summary>SQL of users reaches the tables and nothing else.</summary>
public sealed class SandboxTests
{
    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM \"/etc/passwd.csv\"")]
    [InlineData("SELECT read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_blob('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM read_parquet('BUCKET/lake/raw_x/**/*.parquet')")]
    [InlineData("SELECT * FROM 'BUCKET/lake/raw_x/date=2026-01-31/*.parquet'")]
    [InlineData("SELECT * FROM read_json('BUCKET/lake/raw_x/_delta_log/00000000000000000000.json')")]
    [InlineData("SELECT * FROM parquet_metadata('BUCKET/lake/raw_x/x.parquet')")]
    [InlineData("SELECT * FROM 'http://127.0.0.1/x.parquet'")]
    [InlineData("SELECT * FROM read_csv('https://example.org/x.csv')")]
    [InlineData("SELECT (SELECT count(*) FROM read_csv('/etc/passwd'))")]
    [InlineData("WITH a AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM a")]
    [InlineData("SELECT * FROM raw_x WHERE EXISTS (FROM read_text('/etc/passwd'))")]
    [InlineData("SELECT * FROM query('COPY raw_x TO ''/tmp/x''')")]
    [InlineData("SELECT * FROM query_table('raw_x')")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("SELECT * FROM duckdb_views()")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("SELECT * FROM pragma_version()")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("COPY raw_x TO '/tmp/stolen.csv'")]
    [InlineData("COPY (SELECT 1) TO 'BUCKET/lake/x.csv'")]
    [InlineData("EXPORT DATABASE '/tmp/x'")]
    [InlineData("ATTACH '/tmp/x.db'")]
    [InlineData("DETACH memory")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("RESET memory_limit")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("CREATE TABLE t (x INTEGER)")]
    [InlineData("CREATE VIEW raw_x AS SELECT 1")]
    [InlineData("CREATE MACRO f(x) AS x")]
    [InlineData("DROP VIEW raw_x")]
    [InlineData("INSERT INTO raw_x VALUES (1)")]
    [InlineData("DELETE FROM raw_x")]
    [InlineData("UPDATE raw_x SET device = ''")]
    [InlineData("CALL pragma_version()")]
    [InlineData("BEGIN TRANSACTION")]
    [InlineData("CHECKPOINT")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP VIEW raw_x")]
    [InlineData("")]
    public async Task What_reaches_beyond_the_tables_is_refused(string sql)
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);

        var e = await Assert.ThrowsAsync<QueryException>(() => fixture.Lake.QueryAsync(sql.Replace("BUCKET", fixture.Bucket, StringComparison.Ordinal)));

        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(1, await fixture.CountAsync("raw_x"));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT * FROM raw_x;")]
    [InlineData("FROM raw_x")]
    [InlineData("VALUES (1), (2)")]
    [InlineData("WITH a AS (SELECT * FROM RAW_X) SELECT count(*) FROM a JOIN a AS b USING (sequence)")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n")]
    [InlineData("SELECT * FROM main.raw_x -- a comment")]
    [InlineData("SELECT i FROM range(5) AS r(i)")]
    [InlineData("SELECT unnest([1, 2]), json_extract('{\"a\":1}', '$.a')")]
    [InlineData("SELECT time_bucket(INTERVAL 5 SECOND, record_time), count(*) FROM raw_x GROUP BY ALL")]
    [InlineData("DESCRIBE raw_x")]
    [InlineData("SHOW TABLES")]
    [InlineData("SUMMARIZE raw_x")]
    public async Task What_reads_tables_works(string sql)
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_x", [LakeFixture.Row(1, "a")]);

        Assert.NotEmpty((await fixture.Lake.QueryAsync(sql)).Rows);
    }
}
