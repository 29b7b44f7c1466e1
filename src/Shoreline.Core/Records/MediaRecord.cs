using System.Buffers.Binary;
using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>
/// A stream record that carries media: a JSON header that says what it is, and the bytes themselves. Layout: docs/formats/media-record.md.
/// </summary>
public static class MediaRecord
{
    private const int PreambleBytes = 12;
    private const ushort Version = 1;

    /// <summary>Longest header that a reader accepts, in bytes.</summary>
    public const int MaxHeaderBytes = 64 << 10;

    private static ReadOnlySpan<byte> Magic => "SLMR"u8;

    /// <summary>Joins header and body into one record.</summary>
    /// <exception cref="ArgumentException">The header is longer than readers accept.</exception>
    public static byte[] Encode(MediaHeader header, ReadOnlySpan<byte> body)
    {
        var json = EncodeHeader(header);
        if (json.Length > MaxHeaderBytes)
        {
            throw new ArgumentException($"The header is {json.Length:N0} bytes long; readers accept {MaxHeaderBytes:N0}.", nameof(header));
        }
        var record = new byte[PreambleBytes + json.Length + body.Length];
        Magic.CopyTo(record);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), (uint)json.Length);
        json.CopyTo(record, PreambleBytes);
        body.CopyTo(record.AsSpan(PreambleBytes + json.Length));
        return record;
    }

    /// <summary>The JSON of a header, as it lies in a record; and in a file beside a picture, where there is no record.</summary>
    public static byte[] EncodeHeader(MediaHeader header) => JsonSerializer.SerializeToUtf8Bytes(header, RecordJson.Default.MediaHeader);

    /// <summary>Reads the JSON of a header.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    public static string? TryDecodeHeader(ReadOnlySpan<byte> json, out MediaHeader? header)
    {
        header = null;
        try
        {
            header = JsonSerializer.Deserialize(json, RecordJson.Default.MediaHeader);
        }
        catch (JsonException e)
        {
            return $"has a header that is not the JSON expected: {e.Message}";
        }
        return header is null ? "has an empty header" : null;
    }

    /// <summary>Whether <paramref name="record"/> claims to be a media record.</summary>
    public static bool Is(ReadOnlySpan<byte> record) => record.StartsWith(Magic);

    /// <summary>
    /// Splits a record. <paramref name="headerJson"/> and <paramref name="body"/> are slices of <paramref name="record"/>.
    /// </summary>
    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryDecode(
        ReadOnlyMemory<byte> record, out MediaHeader? header, out ReadOnlyMemory<byte> headerJson, out ReadOnlyMemory<byte> body)
    {
        (header, headerJson, body) = (null, default, default);
        var span = record.Span;
        if (span.Length < PreambleBytes || !Is(span)) return "does not begin with the bytes SLMR";
        var version = BinaryPrimitives.ReadUInt16LittleEndian(span[4..]);
        if (version != Version) return $"has version {version}; this program reads version {Version}";
        var length = BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        if (length > MaxHeaderBytes || length > span.Length - PreambleBytes)
        {
            return $"has a header length of {length} in {span.Length} bytes";
        }
        headerJson = record.Slice(PreambleBytes, (int)length);
        body = record[(PreambleBytes + (int)length)..];
        return TryDecodeHeader(headerJson.Span, out header);
    }
}
