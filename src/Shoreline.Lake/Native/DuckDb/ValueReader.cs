using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Reads values of one SQL type out of vectors.</summary>
/// <remarks>
/// SQL type → .NET type: BOOLEAN → <see cref="bool"/>; TINYINT … BIGINT and UTINYINT … UINTEGER → <see cref="long"/>; UBIGINT, HUGEINT,
/// UHUGEINT → <see cref="BigInteger"/>; FLOAT, DOUBLE → <see cref="double"/>; DECIMAL → <see cref="decimal"/>, or text where it does not
/// fit;
/// VARCHAR, UUID, ENUM, TIME, INTERVAL → <see cref="string"/>; BLOB → <c>byte[]</c>; DATE → <see cref="DateOnly"/>; TIMESTAMP of any kind →
/// <see cref="SqlTimestamp"/>; lists, arrays and maps → <c>object?[]</c>; STRUCT → <see cref="SqlStruct"/>.
/// </remarks>
internal abstract class ValueReader(string sqlType)
{
    /// <summary>The type as SQL writes it.</summary>
    public string SqlType { get; } = sqlType;

    /// <summary>The value in <paramref name="row"/> of a vector of this type; null where SQL says NULL.</summary>
    public unsafe object? Read(nint vector, long row)
    {
        var validity = DuckDbNative.VectorGetValidity(vector);
        return validity is not null && (validity[row / 64] >> (int)(row % 64) & 1) == 0 ? null : ReadValid(vector, row);
    }

    protected abstract object? ReadValid(nint vector, long row);

    /// <exception cref="DuckDbException">The type has no reader; cast it to VARCHAR.</exception>
    public static ValueReader For(LogicalTypeHandle type)
    {
        var id = DuckDbNative.GetTypeId(type);
        switch (id)
        {
            case DuckDbType.Decimal: return new DecimalReader(type);
            case DuckDbType.Enum: return new EnumReader(type);
            case DuckDbType.List:
                using (var child = DuckDbNative.ListTypeChildType(type)) return new ListReader(For(child));
            case DuckDbType.Array:
                using (var child = DuckDbNative.ArrayTypeChildType(type))
                    return new ArrayReader(For(child), (int)DuckDbNative.ArrayTypeArraySize(type));
            case DuckDbType.Map:
                using (var key = DuckDbNative.MapTypeKeyType(type))
                using (var value = DuckDbNative.MapTypeValueType(type))
                    return new ListReader(new StructReader([("key", For(key)), ("value", For(value))]));
            case DuckDbType.Struct: return new StructReader(Fields(type));
            default: return ScalarReader.For(id);
        }
    }

    private static (string, ValueReader)[] Fields(LogicalTypeHandle type)
    {
        var fields = new (string, ValueReader)[(int)DuckDbNative.StructTypeChildCount(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            using var child = DuckDbNative.StructTypeChildType(type, (ulong)i);
            fields[i] = (TakeText(DuckDbNative.StructTypeChildName(type, (ulong)i)), For(child));
        }
        return fields;
    }

    private static string TakeText(nint text)
    {
        var value = Marshal.PtrToStringUTF8(text) ?? "";
        DuckDbNative.Free(text);
        return value;
    }

    private sealed class ListReader(ValueReader item) : ValueReader(item.SqlType + "[]")
    {
        protected override unsafe object ReadValid(nint vector, long row)
        {
            var entry = ((NativeListEntry*)DuckDbNative.VectorGetData(vector))[row];
            var child = DuckDbNative.ListVectorGetChild(vector);
            var items = new object?[entry.Length];
            for (var i = 0; i < items.Length; i++) items[i] = item.Read(child, (long)entry.Offset + i);
            return items;
        }
    }

    private sealed class ArrayReader(ValueReader item, int length) : ValueReader($"{item.SqlType}[{length}]")
    {
        protected override object ReadValid(nint vector, long row)
        {
            var child = DuckDbNative.ArrayVectorGetChild(vector);
            var items = new object?[length];
            for (var i = 0; i < items.Length; i++) items[i] = item.Read(child, row * length + i);
            return items;
        }
    }

    private sealed class StructReader((string Name, ValueReader Reader)[] fields)
        : ValueReader($"STRUCT({string.Join(", ", fields.Select(f => $"{Sql.Name(f.Name)} {f.Reader.SqlType}"))})")
    {
        private readonly string[] _names = [.. fields.Select(f => f.Name)];

        protected override object ReadValid(nint vector, long row)
        {
            var values = new object?[fields.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = fields[i].Reader.Read(DuckDbNative.StructVectorGetChild(vector, (ulong)i), row);
            }
            return new SqlStruct(_names, values);
        }
    }

    private sealed class DecimalReader(LogicalTypeHandle type)
        : ValueReader($"DECIMAL({DuckDbNative.DecimalWidth(type)},{DuckDbNative.DecimalScale(type)})")
    {
        private readonly DuckDbType _storage = DuckDbNative.DecimalInternalType(type);
        private readonly byte _scale = DuckDbNative.DecimalScale(type);

        protected override unsafe object ReadValid(nint vector, long row)
        {
            var data = DuckDbNative.VectorGetData(vector);
            Int128 unscaled = _storage switch
            {
                DuckDbType.SmallInt => ((short*)data)[row],
                DuckDbType.Integer => ((int*)data)[row],
                DuckDbType.BigInt => ((long*)data)[row],
                _ => ((Int128*)data)[row],
            };
            return FitsDecimal(unscaled) ? Scale(unscaled) : AsText(unscaled);
        }

        private static bool FitsDecimal(Int128 value) => Int128.Abs(value) >> 96 == 0;

        private object Scale(Int128 unscaled)
        {
            if (_scale > 28) return AsText(unscaled);
            var digits = (UInt128)Int128.Abs(unscaled);
            return new decimal((int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), unscaled < 0, _scale);
        }

        private string AsText(Int128 unscaled)
        {
            var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(_scale + 1, '0');
            var text = _scale == 0 ? digits : $"{digits[..^_scale]}.{digits[^_scale..]}";
            return unscaled < 0 ? "-" + text : text;
        }
    }

    private sealed class EnumReader : ValueReader
    {
        private readonly string[] _names;
        private readonly DuckDbType _storage;

        public EnumReader(LogicalTypeHandle type) : base("ENUM")
        {
            _storage = DuckDbNative.EnumInternalType(type);
            _names = new string[DuckDbNative.EnumDictionarySize(type)];
            for (var i = 0; i < _names.Length; i++) _names[i] = TakeText(DuckDbNative.EnumDictionaryValue(type, (ulong)i));
        }

        protected override unsafe object ReadValid(nint vector, long row)
        {
            var data = DuckDbNative.VectorGetData(vector);
            return _names[_storage switch
            {
                DuckDbType.UTinyInt => ((byte*)data)[row],
                DuckDbType.USmallInt => ((ushort*)data)[row],
                _ => ((uint*)data)[row],
            }];
        }
    }
}
