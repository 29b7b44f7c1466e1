using System.Runtime.InteropServices;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>One in-memory DuckDB instance. Thread-safe; connections are not.</summary>
internal sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>Opens an empty in-memory database.</summary>
    /// <param name="settings">DuckDB's configuration options by name.</param>
    /// <exception cref="Core.MissingDependencyException">libduckdb is not installed.</exception>
    public static DuckDbDatabase Open(IEnumerable<KeyValuePair<string, string>> settings)
    {
        Check(DuckDbNative.CreateConfig(out var config), "DuckDB could not allocate a configuration.");
        using (config)
        {
            foreach (var (name, value) in settings)
            {
                Check(
                    DuckDbNative.SetConfig(config, name, value), $"DuckDB does not know the setting '{name}', or not the value '{value}'.");
            }
            var state = DuckDbNative.OpenExt(null, out var database, config, out var error);
            if (state == DuckDbState.Success) return new DuckDbDatabase(database);
            var message = Marshal.PtrToStringUTF8(error) ?? "DuckDB gave no reason.";
            DuckDbNative.Free(error);
            database.Dispose();
            throw new DuckDbException($"DuckDB did not open: {message}", DuckDbErrorType.Invalid);
        }
    }

    public DuckDbConnection Connect()
    {
        Check(DuckDbNative.Connect(_handle, out var connection), "DuckDB refused another connection.");
        return new DuckDbConnection(connection);
    }

    public void Dispose() => _handle.Dispose();

    private static void Check(DuckDbState state, string message)
    {
        if (state != DuckDbState.Success) throw new DuckDbException(message, DuckDbErrorType.Invalid);
    }
}
