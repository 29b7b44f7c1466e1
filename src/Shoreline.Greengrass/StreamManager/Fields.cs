using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager;

/// <summary>The protocol's conventions over plain CBOR: absent is the same as null, enums are numbers, unset is left out.</summary>
internal static class Fields
{
    /// <summary>Moves to the next field that has a value.</summary>
    public static bool NextField(ref this CborReader reader, ref CborItems items, out ReadOnlySpan<byte> key)
    {
        while (reader.Next(ref items))
        {
            key = reader.ReadKey();
            if (reader.Peek() != CborKind.Nothing) return true;
            reader.Skip();
        }
        key = default;
        return false;
    }

    /// <summary>An enum's number, from 0 to <paramref name="max"/>.</summary>
    public static int ReadEnum(ref this CborReader reader, int max)
    {
        if (reader.Peek() != CborKind.WholeNumber) throw new CborKindException($"one of the numbers 0 to {max} is wanted");
        var value = reader.ReadInteger();
        return value >= 0 && value <= max ? (int)value : throw new CborKindException($"{value} is none of the numbers 0 to {max}");
    }

    public static List<T> ReadList<T>(ref this CborReader reader, ReadItem<T> read)
    {
        var list = new List<T>();
        for (var items = reader.ReadArray(); reader.Next(ref items);) list.Add(read(ref reader));
        return list;
    }

    public static T Required<T>(T? value, string field) where T : class =>
        value ?? throw new InvalidMessageException($"'{field}' is missing");

    /// <summary>The name of a stream, which must be there and follow the rule for names.</summary>
    public static string Name(string? value, string field) => FieldRules.IsName(Required(value, field))
        ? value!
        : throw new InvalidMessageException(
            $"'{field}' must be 1 to {FieldRules.MaxNameChars} of letters, digits, space, comma, full stop, hyphen, underscore");

    public static T Required<T>(T? value, string field) where T : struct =>
        value ?? throw new InvalidMessageException($"'{field}' is missing");

    public static void Optional(this CborWriter writer, ReadOnlySpan<byte> key, long? value)
    {
        if (value is { } set) writer.Key(key).Number(set);
    }

    public static void Optional(this CborWriter writer, ReadOnlySpan<byte> key, bool? value)
    {
        if (value is { } set) writer.Key(key).Boolean(set);
    }

    public static void Optional(this CborWriter writer, ReadOnlySpan<byte> key, string? value)
    {
        if (value is not null) writer.Key(key).Text(value);
    }

    public static void Optional<T>(this CborWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<T>? list, Action<CborWriter, T> write)
    {
        if (list is null) return;
        writer.Key(key).BeginArray(list.Count);
        foreach (var item in list) write(writer, item);
    }
}

internal delegate T ReadItem<out T>(ref CborReader reader);
