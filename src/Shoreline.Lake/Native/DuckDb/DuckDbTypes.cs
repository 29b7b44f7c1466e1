using System.Runtime.InteropServices;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary><c>duckdb_state</c> of duckdb.h.</summary>
internal enum DuckDbState
{
    Success = 0,
    Error = 1,
}

/// <summary><c>DUCKDB_TYPE</c> of duckdb.h: how the values of a vector are laid out.</summary>
internal enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    SqlNull = 36,
}

/// <summary><c>duckdb_error_type</c> of duckdb.h, as far as we tell errors apart.</summary>
internal enum DuckDbErrorType
{
    Invalid = 0,
    Binder = 24,
    Interrupt = 29,
    OutOfMemory = 33,
    Permission = 34,
}

/// <summary><c>duckdb_result</c> of duckdb.h: filled by the library, destroyed by <see cref="DuckDbResult"/>. Its fields are not ours to
/// read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public nint ColumnCount;
    public nint RowCount;
    public nint RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint Internal;
}

/// <summary><c>duckdb_string_t</c>: up to 12 bytes inline after the length, otherwise a prefix of 4 bytes and a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeString
{
    public const int InlineBytes = 12;

    public uint Length;
    public fixed byte Prefix[4];
    public nint Pointer; // the last 8 of the 12 inline bytes, or where the bytes are
}

/// <summary><c>duckdb_list_entry</c>: a list's slice of the child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeListEntry
{
    public ulong Offset;
    public ulong Length;
}

/// <summary><c>duckdb_interval</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInterval
{
    public int Months;
    public int Days;
    public long Micros;
}
