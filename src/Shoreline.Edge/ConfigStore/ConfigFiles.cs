using System.Buffers.Binary;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Edge.ConfigStore;

/// <summary>The bytes of snapshots and logs: docs/formats/config-store.md.</summary>
internal static class ConfigFiles
{
    public const int RecordHeaderBytes = 8;

    private const int SnapshotHeaderBytes = 16;
    private const int MostBytes = 256 << 20; // a snapshot or log of more is not one of ours
    private const long MostSearchedBytes = 64 << 20; // checksummed while looking for whole records after a damaged one

    private static ReadOnlySpan<byte> SnapshotMagic => "SLCG"u8;

    public static byte[] Snapshot(ConfigContainer root)
    {
        var json = ConfigJson.Write(root);
        var bytes = new byte[SnapshotHeaderBytes + json.Length];
        SnapshotMagic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), json.Length);
        json.Span.CopyTo(bytes.AsSpan(SnapshotHeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Compute(bytes.AsSpan(8)));
        return bytes;
    }

    /// <exception cref="ConfigStoreDamagedException">It is not what was written.</exception>
    public static ConfigContainer ReadSnapshot(string path, byte[] bytes)
    {
        if (bytes.Length < SnapshotHeaderBytes || !bytes.AsSpan(0, 4).SequenceEqual(SnapshotMagic)) throw Damaged(path, "it does not begin as one");
        if (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) != bytes.Length - SnapshotHeaderBytes) throw Damaged(path, $"its {bytes.Length:N0} bytes are not its length");
        if (Crc32C.Compute(bytes.AsSpan(8)) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4))) throw Damaged(path, "its checksum is wrong");
        try { return ConfigJson.ReadRoot(bytes.AsMemory(SnapshotHeaderBytes)); }
        catch (FormatException e) { throw Damaged(path, e.Message); }
    }

    public static byte[] Record(IReadOnlyCollection<ConfigChange> changes)
    {
        var json = ConfigJson.Write(changes);
        var bytes = new byte[RecordHeaderBytes + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, json.Length);
        json.Span.CopyTo(bytes.AsSpan(RecordHeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Checksum(bytes));
        return bytes;
    }

    /// <summary>The record at an offset, or null where none is whole.</summary>
    public static ReadOnlyMemory<byte>? TryRecord(ReadOnlyMemory<byte> log, int offset)
    {
        var rest = log.Span[offset..];
        if (rest.Length < RecordHeaderBytes) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length <= 0 || length > rest.Length - RecordHeaderBytes) return null;
        if (Checksum(rest[..(RecordHeaderBytes + length)]) != BinaryPrimitives.ReadUInt32LittleEndian(rest[4..])) return null;
        return log.Slice(offset + RecordHeaderBytes, length);
    }

    /// <summary>Where the next whole record begins behind a damaged place; -1 where none does.</summary>
    public static int NextRecord(ReadOnlyMemory<byte> log, int damagedAt)
    {
        var searched = 0L;
        for (var offset = damagedAt + 1; offset < log.Length - RecordHeaderBytes && searched < MostSearchedBytes; offset++)
        {
            var span = log.Span[offset..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(span);
            if (length <= 0 || length > span.Length - RecordHeaderBytes || span[RecordHeaderBytes] != '[') continue;
            searched += length;
            if (TryRecord(log, offset) is not null) return offset;
        }
        return -1;
    }

    public static byte[] ReadAll(IFileSystem files, string path)
    {
        using var file = files.Open(path, FileOpen.Read);
        if (file.Length > MostBytes) throw Damaged(path, $"it has {file.Length:N0} bytes, and at most {MostBytes:N0} are written");
        var bytes = new byte[file.Length];
        return file.Read(bytes, 0) == bytes.Length ? bytes : throw Damaged(path, "it ended while it was read");
    }

    /// <summary>Replaces a file in one step: after a power cut the old or the new one is there, whole.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        var partial = path + ".partial";
        using (var file = files.Open(partial, FileOpen.Replace))
        {
            file.Write(bytes, 0);
            file.Flush();
        }
        files.Move(partial, path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    private static uint Checksum(ReadOnlySpan<byte> record) => Crc32C.Append(Crc32C.Compute(record[..4]), record[RecordHeaderBytes..]);

    private static ConfigStoreDamagedException Damaged(string path, string why) => new(path, why);
}
