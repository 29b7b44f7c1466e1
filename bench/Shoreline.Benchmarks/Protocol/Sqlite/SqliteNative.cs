using System.Runtime.InteropServices;

namespace Shoreline.Benchmarks.Protocol.Sqlite;

/// <summary>The few functions of libsqlite3 that storing rows takes. Header: sqlite3.h of 3.40; no call blocks but for the disk.</summary>
internal static partial class SqliteNative
{
    public const int Ok = 0; // SQLITE_OK
    public const int Done = 101; // SQLITE_DONE

    private const string Library = "libsqlite3.so.0";

    [LibraryImport(Library, EntryPoint = "sqlite3_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, out nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(nint database, string sql, nint callback, nint argument, nint error);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prepare(nint database, string sql, int bytes, out nint statement, nint tail);

    /// <param name="destructor">0, SQLITE_STATIC: the bytes stay where they are until the statement is done.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    public static unsafe partial int BindBlob(nint statement, int index, byte* bytes, int count, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    public static partial int Finalize(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_close")]
    public static partial int Close(nint database);
}
