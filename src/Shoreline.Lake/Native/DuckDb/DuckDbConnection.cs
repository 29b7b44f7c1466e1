using System.Runtime.InteropServices;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>A connection; its temporary tables and views are its own. Used by one thread at a time, except <see cref="Interrupt"/>. Calls
/// block.</summary>
internal sealed class DuckDbConnection(ConnectionHandle handle) : IDisposable
{
    internal ConnectionHandle Handle => handle;

    /// <summary>Runs statements for their effect.</summary>
    /// <exception cref="DuckDbException">A statement failed; those before it have run.</exception>
    public void Execute(string sql)
    {
        var state = DuckDbNative.Query(handle, sql, out var result);
        using var owner = new DuckDbResult(result);
        if (state != DuckDbState.Success) throw owner.Error();
    }

    /// <summary>Runs one statement and streams its rows: nothing more is done on this connection until the result is disposed.</summary>
    /// <param name="arguments">Values of <c>$1</c>, <c>$2</c> …: a <see cref="string"/>, <see cref="long"/> or null each.</param>
    public DuckDbResult Query(string sql, params ReadOnlySpan<object?> arguments)
    {
        var state = DuckDbNative.Prepare(handle, sql, out var prepared);
        using (prepared)
        {
            // the library tells no type here
            if (state != DuckDbState.Success) throw new DuckDbException(Text(DuckDbNative.PrepareError(prepared)), DuckDbErrorType.Binder);
            for (var i = 0; i < arguments.Length; i++) Bind(prepared, i, arguments[i]);
            state = DuckDbNative.PendingPreparedStreaming(prepared, out var pending);
            using (pending)
            {
                if (state != DuckDbState.Success)
                    throw new DuckDbException(Text(DuckDbNative.PendingError(pending)), DuckDbErrorType.Invalid);
                state = DuckDbNative.ExecutePending(pending, out var result);
                var owner = new DuckDbResult(result);
                if (state == DuckDbState.Success) return owner;
                using (owner) throw owner.Error();
            }
        }
    }

    /// <summary>Runs a query and returns the first column of its first row, null where there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> arguments)
    {
        using var result = Query(sql, arguments);
        foreach (var row in result.Rows()) return row[0];
        return null;
    }

    /// <summary>Makes the running query fail with <see cref="DuckDbErrorType.Interrupt"/>. From any thread; nothing happens where none
    /// runs.</summary>
    public void Interrupt() => DuckDbNative.Interrupt(handle);

    public void Dispose() => handle.Dispose();

    private static void Bind(PreparedHandle prepared, int index, object? value)
    {
        var parameter = (ulong)index + 1;
        var state = value switch
        {
            null => DuckDbNative.BindNull(prepared, parameter),
            string text => DuckDbNative.BindVarchar(prepared, parameter, text),
            long number => DuckDbNative.BindInt64(prepared, parameter, number),
            _ => throw new ArgumentException($"A parameter of type {value.GetType().Name} is not supported."),
        };
        if (state != DuckDbState.Success)
            throw new DuckDbException($"DuckDB refused the value of parameter {parameter}.", DuckDbErrorType.Invalid);
    }

    private static string Text(nint pointer) => Marshal.PtrToStringUTF8(pointer) ?? "DuckDB gave no reason.";
}
