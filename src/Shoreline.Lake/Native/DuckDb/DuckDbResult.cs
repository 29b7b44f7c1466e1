using System.Runtime.InteropServices;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Rows of one statement, fetched as they are asked for. Owns the native result.</summary>
internal sealed class DuckDbResult : IDisposable
{
    private NativeResult _result;
    private DuckDbColumn[]? _columns;
    private bool _disposed;

    internal DuckDbResult(NativeResult result) => _result = result;

    ~DuckDbResult() => Release();

    /// <summary>Names and types of the columns.</summary>
    public IReadOnlyList<DuckDbColumn> Columns() => _columns ??= ReadColumns();

    /// <summary>The rows, one array of values each; what type of value: <see cref="ValueReader"/>. Can be walked once.</summary>
    /// <exception cref="DuckDbException">The statement failed on the way; rows before it were good.</exception>
    public IEnumerable<object?[]> Rows()
    {
        var columns = Columns();
        while (true)
        {
            using var chunk = DuckDbNative.FetchChunk(_result);
            if (chunk.IsInvalid)
            {
                if (DuckDbNative.ResultError(ref _result) != 0) throw Error();
                yield break;
            }
            var rowCount = (int)DuckDbNative.DataChunkGetSize(chunk);
            if (rowCount == 0) yield break;
            for (var row = 0; row < rowCount; row++)
            {
                var values = new object?[columns.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = columns[i].Reader.Read(DuckDbNative.DataChunkGetVector(chunk, (ulong)i), row);
                }
                yield return values;
            }
        }
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    internal DuckDbException Error() => new(
        Marshal.PtrToStringUTF8(DuckDbNative.ResultError(ref _result)) ?? "DuckDB gave no reason.",
        DuckDbNative.ResultErrorType(ref _result));

    private DuckDbColumn[] ReadColumns()
    {
        var columns = new DuckDbColumn[(int)DuckDbNative.ColumnCount(ref _result)];
        for (var i = 0; i < columns.Length; i++)
        {
            using var type = DuckDbNative.ColumnLogicalType(ref _result, (ulong)i);
            var name = Marshal.PtrToStringUTF8(DuckDbNative.ColumnName(ref _result, (ulong)i)) ?? "";
            columns[i] = new DuckDbColumn(name, ValueReader.For(type));
        }
        return columns;
    }

    private void Release()
    {
        if (_disposed) return;
        _disposed = true;
        DuckDbNative.DestroyResult(ref _result);
    }
}

/// <summary>A column of a result.</summary>
internal sealed record DuckDbColumn(string Name, ValueReader Reader);
