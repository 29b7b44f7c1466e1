using System.Text;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Format;

/// <summary>
/// The id of an export in its cursor file, behind the slots, where the file's name is only a digest of it. Layout: docs/formats/cursor.md.
/// </summary>
internal static class CursorName
{
    private const int Offset = 8192;
    private const int MostBytes = 3 * StreamLimits.NameChars; // of UTF-8

    public static string FileOf(string exportId) => FileNames.Encode(exportId) + FileNames.CursorSuffix;

    /// <summary>Flushes the id into a cursor file that is there; one that its file's name tells needs no place.</summary>
    public static void Save(IFileSystem files, string path, string exportId)
    {
        if (!FileNames.IsDigest(Path.GetFileName(path))) return;
        using var file = files.Open(path, FileOpen.ReadWrite);
        file.Write(Encoding.UTF8.GetBytes(exportId), Offset);
        file.Flush();
    }

    /// <summary>The id of the export whose cursor a file is; its digest where the file does not tell it.</summary>
    public static string Read(IFileSystem files, string path)
    {
        var name = Path.GetFileName(path);
        if (!FileNames.IsDigest(name)) return FileNames.Decode(name[..^FileNames.CursorSuffix.Length]);
        Span<byte> bytes = stackalloc byte[MostBytes];
        using var file = files.Open(path, FileOpen.Read);
        var exportId = Encoding.UTF8.GetString(bytes[..file.Read(bytes, Offset)]);
        return FileOf(exportId) == name ? exportId : name[..^FileNames.CursorSuffix.Length]; // the digest is the check
    }
}
