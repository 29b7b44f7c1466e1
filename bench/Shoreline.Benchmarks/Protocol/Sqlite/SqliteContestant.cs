using System.Diagnostics;

namespace Shoreline.Benchmarks.Protocol.Sqlite;

/// <summary>
/// SQLite as fast as it is with every transaction durable: WAL, synchronous FULL, prepared statements, transactions of 100 rows, in this process and so without a network between. The load's
/// shape means nothing to it.
/// </summary>
internal sealed class SqliteContestant(string folder) : IContestant
{
    private const int TransactionRows = 100;

    public string Name => "SQLite";

    public Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records) => Task.Run(() => Store(payload.Span, records));

    private double Store(ReadOnlySpan<byte> payload, int records)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder)) File.Delete(old);
        if (SqliteNative.Open(Path.Combine(folder, "bench.db"), out var database) != SqliteNative.Ok) throw new InvalidOperationException("SQLite cannot make its file");
        Execute(database, "PRAGMA journal_mode=WAL");
        Execute(database, "PRAGMA synchronous=FULL");
        Execute(database, "CREATE TABLE s (id INTEGER PRIMARY KEY, p BLOB)");
        Check(SqliteNative.Prepare(database, "INSERT INTO s (p) VALUES (?)", -1, out var insert, 0));
        Check(SqliteNative.Prepare(database, "BEGIN IMMEDIATE", -1, out var begin, 0));
        Check(SqliteNative.Prepare(database, "COMMIT", -1, out var commit, 0));
        var watch = Stopwatch.StartNew();
        for (var left = records; left > 0; left -= TransactionRows)
        {
            Step(begin);
            for (var i = Math.Min(left, TransactionRows); i > 0; i--) Insert(insert, payload);
            Step(commit);
        }
        watch.Stop();
        foreach (var statement in (nint[])[insert, begin, commit]) _ = SqliteNative.Finalize(statement);
        Check(SqliteNative.Close(database));
        return records / watch.Elapsed.TotalSeconds;
    }

    private static unsafe void Insert(nint insert, ReadOnlySpan<byte> payload)
    {
        fixed (byte* bytes = payload)
        {
            Check(SqliteNative.BindBlob(insert, 1, bytes, payload.Length, 0));
            Step(insert);
        }
    }

    private static void Step(nint statement)
    {
        if (SqliteNative.Step(statement) is not SqliteNative.Done and var code) throw new InvalidOperationException($"SQLite fails with code {code}");
        Check(SqliteNative.Reset(statement));
    }

    private static void Execute(nint database, string sql) => Check(SqliteNative.Execute(database, sql, 0, 0, 0));

    private static void Check(int code)
    {
        if (code != SqliteNative.Ok) throw new InvalidOperationException($"SQLite fails with code {code}");
    }
}
