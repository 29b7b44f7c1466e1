using System.Text;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;

namespace Shoreline.Lake;

/// <summary>Tables of records as received. Columns: docs/formats/lake.md.</summary>
public static class RawTable
{
    /// <summary>What the name of each raw table begins with.</summary>
    public const string Prefix = "raw_";

    private const int NanosecondsPerMicrosecond = 1_000;
    private const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>The temporary table that <see cref="Load"/> fills.</summary>
    internal const string Loaded = "raw_rows";

    private static readonly (TableColumn Column, DuckDbType Storage)[] Layout =
    [
        (new TableColumn("device", DeltaType.String), DuckDbType.Varchar),
        (new TableColumn("stream", DeltaType.String), DuckDbType.Varchar),
        (new TableColumn("incarnation", DeltaType.String), DuckDbType.Varchar),
        (new TableColumn("sequence", DeltaType.Long), DuckDbType.BigInt),
        (new TableColumn("record_time", DeltaType.Timestamp), DuckDbType.TimestampTz),
        (new TableColumn("received_time", DeltaType.Timestamp), DuckDbType.TimestampTz),
        (new TableColumn("payload", DeltaType.Binary), DuckDbType.Blob),
        (new TableColumn("object", DeltaType.String), DuckDbType.Varchar),
        (new TableColumn(TableSchema.PartitionColumn, DeltaType.Date), DuckDbType.Date),
    ];

    internal static TableSchema Schema { get; } = new([.. Layout.Select(column => column.Column)]);

    /// <summary>Names the columns that name a record.</summary>
    internal static IReadOnlyList<string> Key { get; } = ["device", "stream", "incarnation", "sequence"];

    /// <summary>The table of a stream: its name up to the first dot, other characters than <c>A–Z a–z 0–9 _</c> replaced, so
    /// <c>video.entrance</c> → <c>raw_video</c>.</summary>
    public static string NameOf(string stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var name = new StringBuilder(Prefix, Prefix.Length + stream.Length);
        var length = stream.IndexOf('.', Math.Min(1, stream.Length)) is > 0 and var dot ? dot : stream.Length;
        foreach (var c in stream.AsSpan(0, length)) name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        return name.ToString();
    }

    /// <summary>Loads rows into a temporary table of the connection. Blocks.</summary>
    internal static void Load(DuckDbConnection connection, IReadOnlyList<RawRow> rows)
    {
        var columns = string.Join(", ", Layout.Select(column => $"{Sql.Name(column.Column.Name)} {column.Column.Type.SqlType}"));
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {Loaded} ({columns})");
        using var appender = new DuckDbAppender(connection, Loaded, [.. Layout.Select(column => column.Storage)]);
        var text = new Utf8Buffer();
        for (var i = 0; i < rows.Count; i++)
        {
            Append(appender, rows[i], text);
        }
        appender.Complete();
    }

    // hot: per record
    private static void Append(DuckDbAppender appender, in RawRow row, Utf8Buffer text)
    {
        appender.Set(0, text.Encode(row.Device));
        appender.Set(1, text.Encode(row.Stream));
        appender.Set(2, text.Encode(row.Incarnation));
        appender.Set(3, row.Sequence);
        appender.Set(4, Floor(row.RecordTimeNs, NanosecondsPerMicrosecond));
        appender.Set(5, Floor(row.ReceivedTimeNs, NanosecondsPerMicrosecond));
        appender.Set(6, row.Payload.Span);
        if (row.ObjectKey is null) appender.SetNull(7);
        else appender.Set(7, text.Encode(row.ObjectKey));
        appender.SetDay(8, (int)Floor(row.RecordTimeNs, NanosecondsPerDay));
        appender.EndRow();
    }

    private static long Floor(long value, long unit) => (value >= 0 ? value : value - unit + 1) / unit;

    /// <summary>Encodes one text at a time into memory that is kept.</summary>
    private sealed class Utf8Buffer
    {
        private byte[] _bytes = new byte[256];

        public ReadOnlySpan<byte> Encode(string text)
        {
            var most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_bytes.Length < most) _bytes = new byte[most];
            return _bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, _bytes));
        }
    }
}
