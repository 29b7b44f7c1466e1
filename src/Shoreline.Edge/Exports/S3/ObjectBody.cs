using System.Buffers.Binary;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Writes a batch as the body of one object: docs/formats/s3-objects.md.</summary>
internal static class ObjectBody
{
    private const int LengthBytes = 4;
    private const int TimeBytes = 8;

    public static bool FitsLines(ExportBatch batch)
    {
        foreach (var record in batch.Records)
        {
            if (record.Payload.Span.Contains((byte)'\n')) return false;
        }
        return true;
    }

    /// <summary>Each record and a line feed.</summary>
    public static byte[] Lines(ExportBatch batch)
    {
        var body = new byte[batch.Bytes + batch.Count];
        var offset = 0;
        foreach (var record in batch.Records)
        {
            record.Payload.Span.CopyTo(body.AsSpan(offset));
            offset += record.Payload.Length;
            body[offset++] = (byte)'\n';
        }
        return body;
    }

    /// <summary>Each record behind its length and append time.</summary>
    public static byte[] Frames(ExportBatch batch)
    {
        var body = new byte[batch.Bytes + (LengthBytes + TimeBytes) * batch.Count];
        var rest = body.AsSpan();
        foreach (var record in batch.Records)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)record.Payload.Length);
            BinaryPrimitives.WriteInt64LittleEndian(rest[LengthBytes..], record.AppendedAtNs);
            record.Payload.Span.CopyTo(rest[(LengthBytes + TimeBytes)..]);
            rest = rest[(LengthBytes + TimeBytes + record.Payload.Length)..];
        }
        return body;
    }
}
