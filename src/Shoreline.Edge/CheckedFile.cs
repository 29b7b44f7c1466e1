using System.Buffers.Binary;
using System.Security.Cryptography;
using Shoreline.Streams.Files;

namespace Shoreline.Edge;

/// <summary>A small file that is replaced whole: after a crash the old or the new content is there, and what the disk spoiled is noticed. Layout: docs/formats/shadow.md.</summary>
internal static class CheckedFile
{
    public const string PartialSuffix = ".partial";
    public const int MagicBytes = 4;

    private const int HeaderBytes = MagicBytes + 4 + SHA256.HashSizeInBytes; // magic, u32 length of the content (little-endian), SHA-256 of the content

    /// <summary>Returns once the content is on the device. After a throw the old or the new content is there.</summary>
    /// <param name="magic">Four bytes that tell what kind of file it is.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Write(IFileSystem files, string path, ReadOnlySpan<byte> magic, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[HeaderBytes + content.Length];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(MagicBytes), content.Length);
        SHA256.HashData(content, bytes.AsSpan(MagicBytes + 4));
        content.CopyTo(bytes.AsSpan(HeaderBytes));

        var partial = path + PartialSuffix;
        using (var file = files.Open(partial, FileOpen.Replace))
        {
            file.Write(bytes, 0);
            file.Flush();
        }
        files.Move(partial, path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <param name="maxBytes">Of the content: a larger file is none of ours.</param>
    /// <param name="content">Null unless <see cref="CheckedRead.Sound"/>.</param>
    public static CheckedRead Read(IFileSystem files, string path, ReadOnlySpan<byte> magic, int maxBytes, out byte[]? content)
    {
        content = null;
        if (!files.FileExists(path)) return CheckedRead.Missing;
        using var file = files.Open(path, FileOpen.Read);
        if (file.Length is < HeaderBytes || file.Length - HeaderBytes > maxBytes) return CheckedRead.Damaged;
        var bytes = new byte[(int)file.Length];
        if (file.Read(bytes, 0) != bytes.Length || !bytes.AsSpan().StartsWith(magic)) return CheckedRead.Damaged;

        var rest = bytes.AsSpan(HeaderBytes);
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(MagicBytes)) != rest.Length) return CheckedRead.Damaged;
        if (!SHA256.HashData(rest).AsSpan().SequenceEqual(bytes.AsSpan(MagicBytes + 4, SHA256.HashSizeInBytes))) return CheckedRead.Damaged;
        content = rest.ToArray();
        return CheckedRead.Sound;
    }
}

internal enum CheckedRead
{
    Sound,
    Missing,

    /// <summary>It is there and is not what was written.</summary>
    Damaged,
}
