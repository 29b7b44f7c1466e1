using System.Runtime.InteropServices;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Fills a table from managed memory, a vector's worth of rows at a time. Blocks; used by one thread.</summary>
/// <remarks>Set every column of a row, then call <see cref="EndRow"/>; call <see cref="Complete"/> after the last. Nothing is appended
/// otherwise.</remarks>
internal sealed unsafe class DuckDbAppender : IDisposable
{
    private static readonly int CapacityRows = (int)DuckDbNative.VectorSize();

    private readonly AppenderHandle _appender;
    private readonly ChunkHandle _chunk;
    private readonly nint[] _vectors;
    private readonly nint[] _data;
    private int _row;

    public DuckDbAppender(DuckDbConnection connection, string table, ReadOnlySpan<DuckDbType> columns)
    {
        var state = DuckDbNative.AppenderCreate(connection.Handle, null, table, out _appender);
        if (state != DuckDbState.Success) throw Error();
        _vectors = new nint[columns.Length];
        _data = new nint[columns.Length];
        _chunk = CreateChunk(columns);
        Attach();
    }

    // hot: per record, the next
    public void Set(int column, long value) => ((long*)_data[column])[_row] = value;

    /// <summary>For DATE columns: days since 1970-01-01.</summary>
    public void SetDay(int column, int days) => ((int*)_data[column])[_row] = days;

    /// <summary>For VARCHAR (UTF-8) and BLOB columns.</summary>
    public void Set(int column, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            var empty = stackalloc byte[1]; // the library takes no null pointer, not even with length 0
            DuckDbNative.VectorAssignStringElementLen(_vectors[column], (ulong)_row, bytes is null ? empty : bytes, (ulong)value.Length);
        }
    }

    public void SetNull(int column)
    {
        DuckDbNative.VectorEnsureValidityWritable(_vectors[column]);
        DuckDbNative.VectorGetValidity(_vectors[column])[_row / 64] &= ~(1UL << _row % 64);
    }

    public void EndRow()
    {
        if (++_row == CapacityRows) Flush();
    }

    public void Complete()
    {
        Flush();
        if (DuckDbNative.AppenderClose(_appender) != DuckDbState.Success) throw Error();
    }

    public void Dispose()
    {
        _chunk.Dispose();
        _appender.Dispose();
    }

    private static ChunkHandle CreateChunk(ReadOnlySpan<DuckDbType> columns)
    {
        var handles = new LogicalTypeHandle[columns.Length];
        var types = stackalloc nint[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            handles[i] = DuckDbNative.CreateLogicalType(columns[i]);
            types[i] = handles[i].DangerousGetHandle(); // alive until the array is disposed below
        }
        var chunk = DuckDbNative.CreateDataChunk(types, (ulong)columns.Length);
        foreach (var handle in handles) handle.Dispose();
        return chunk;
    }

    private void Attach()
    {
        for (var i = 0; i < _vectors.Length; i++)
        {
            _vectors[i] = DuckDbNative.DataChunkGetVector(_chunk, (ulong)i);
            _data[i] = DuckDbNative.VectorGetData(_vectors[i]);
        }
    }

    private void Flush()
    {
        if (_row == 0) return;
        DuckDbNative.DataChunkSetSize(_chunk, (ulong)_row);
        if (DuckDbNative.AppendDataChunk(_appender, _chunk) != DuckDbState.Success) throw Error();
        DuckDbNative.DataChunkReset(_chunk);
        Attach(); // a reset may move the vectors' memory
        _row = 0;
    }

    private DuckDbException Error() => new(
        Marshal.PtrToStringUTF8(DuckDbNative.AppenderError(_appender)) ?? "DuckDB gave no reason for refusing rows.",
        DuckDbErrorType.Invalid);
}
