using System.Globalization;
using System.Numerics;
using System.Text;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Readers of the types that have no parameters.</summary>
internal sealed unsafe class ScalarReader : ValueReader
{
    private delegate object? Decode(nint data, long row);

    private static readonly Dictionary<DuckDbType, ScalarReader> Known = new()
    {
        [DuckDbType.Boolean] = new("BOOLEAN", (data, row) => ((byte*)data)[row] != 0),
        [DuckDbType.TinyInt] = new("TINYINT", (data, row) => (long)((sbyte*)data)[row]),
        [DuckDbType.SmallInt] = new("SMALLINT", (data, row) => (long)((short*)data)[row]),
        [DuckDbType.Integer] = new("INTEGER", (data, row) => (long)((int*)data)[row]),
        [DuckDbType.BigInt] = new("BIGINT", (data, row) => ((long*)data)[row]),
        [DuckDbType.UTinyInt] = new("UTINYINT", (data, row) => (long)((byte*)data)[row]),
        [DuckDbType.USmallInt] = new("USMALLINT", (data, row) => (long)((ushort*)data)[row]),
        [DuckDbType.UInteger] = new("UINTEGER", (data, row) => (long)((uint*)data)[row]),
        [DuckDbType.UBigInt] = new("UBIGINT", (data, row) => (BigInteger)((ulong*)data)[row]),
        [DuckDbType.HugeInt] = new("HUGEINT", (data, row) => (BigInteger)((Int128*)data)[row]),
        [DuckDbType.UHugeInt] = new("UHUGEINT", (data, row) => (BigInteger)((UInt128*)data)[row]),
        [DuckDbType.Float] = new("FLOAT", (data, row) => (double)((float*)data)[row]),
        [DuckDbType.Double] = new("DOUBLE", (data, row) => ((double*)data)[row]),
        [DuckDbType.Varchar] = new("VARCHAR", (data, row) => Encoding.UTF8.GetString(Bytes(data, row))),
        [DuckDbType.Blob] = new("BLOB", (data, row) => Bytes(data, row).ToArray()),
        [DuckDbType.Date] = new("DATE", (data, row) => Date(((int*)data)[row])),
        [DuckDbType.Time] = new("TIME", (data, row) => Time(((long*)data)[row])),
        [DuckDbType.Interval] = new("INTERVAL", (data, row) => Interval(((NativeInterval*)data)[row])),
        [DuckDbType.Uuid] = new("UUID", (data, row) => Uuid(((UInt128*)data)[row])),
        [DuckDbType.Timestamp] = new("TIMESTAMP", (data, row) => new SqlTimestamp(((long*)data)[row], HasZone: false)),
        [DuckDbType.TimestampTz] = new("TIMESTAMP WITH TIME ZONE", (data, row) => new SqlTimestamp(((long*)data)[row], HasZone: true)),
        [DuckDbType.TimestampS] = new("TIMESTAMP_S", (data, row) => new SqlTimestamp(((long*)data)[row] * 1_000_000, HasZone: false)),
        [DuckDbType.TimestampMs] = new("TIMESTAMP_MS", (data, row) => new SqlTimestamp(((long*)data)[row] * 1_000, HasZone: false)),
        [DuckDbType.TimestampNs] = new("TIMESTAMP_NS", (data, row) => new SqlTimestamp(((long*)data)[row] / 1_000, HasZone: false)),
        [DuckDbType.SqlNull] = new("INTEGER", (_, _) => null), // SELECT NULL: the column holds nothing else
    };

    private readonly Decode _decode;

    private ScalarReader(string sqlType, Decode decode) : base(sqlType) => _decode = decode;

    public static ScalarReader For(DuckDbType type) => Known.TryGetValue(type, out var reader)
        ? reader
        : throw new DuckDbException($"The result has a column of DuckDB type {(int)type}, which cannot be read here: CAST it to VARCHAR.",
            DuckDbErrorType.Invalid);

    protected override object? ReadValid(nint vector, long row) => _decode(DuckDbNative.VectorGetData(vector), row);

    private static ReadOnlySpan<byte> Bytes(nint data, long row)
    {
        var text = (NativeString*)data + row;
        return new ReadOnlySpan<byte>(text->Length <= NativeString.InlineBytes ? text->Prefix : (void*)text->Pointer, (int)text->Length);
    }

    private static object Date(int daysSinceEpoch)
    {
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (long)daysSinceEpoch;
        // DuckDB's dates reach further than .NET's, and include two infinities.
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day)
            : $"{daysSinceEpoch} days since 1970-01-01";
    }

    private static string Time(long micros) => new TimeOnly(Math.Min(micros * 10, TimeOnly.MaxValue.Ticks))
        .ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static string Interval(NativeInterval value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Months} months {value.Days} days {value.Micros} microseconds");

    /// <summary>DuckDB flips the top bit so that UUIDs sort as signed numbers.</summary>
    private static string Uuid(UInt128 value)
    {
        var hex = (value ^ UInt128.One << 127).ToString("x32", CultureInfo.InvariantCulture);
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }
}
