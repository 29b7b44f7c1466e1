using System.Formats.Tar;
using System.IO.Compression;

namespace Shoreline.Edge.Artifacts;

/// <summary>Reads ZIP archives and gzipped tars, told apart by how they begin. Only files and folders: a link could lead out of the folder later, so none is taken.</summary>
internal static class ArchiveReader
{
    private const int UnixTypeShift = 16; // a ZIP made on Unix has the file's mode in the upper half of its external attributes
    private const int UnixTypeMask = 0xF000;
    private const int UnixRegular = 0x8000;
    private const int UnixFolder = 0x4000;

    /// <exception cref="ArchiveException">It is none of the two, is damaged, or holds something else than files and folders.</exception>
    public static IEnumerable<ArchiveEntry> Read(Stream archive)
    {
        Span<byte> magic = stackalloc byte[4];
        var got = archive.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        if (got == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] is 3 or 5) return ReadZip(archive);
        if (got == 4 && magic[0] == 0x1F && magic[1] == 0x8B) return ReadTar(archive);
        throw new ArchiveException("it is neither a ZIP archive nor a gzipped tar");
    }

    private static IEnumerable<ArchiveEntry> ReadZip(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            var path = ArchivePath.Check(entry.FullName);
            var type = (entry.ExternalAttributes >> UnixTypeShift) & UnixTypeMask;
            if (type is not (0 or UnixRegular or UnixFolder)) throw new ArchiveException($"the entry '{path}' is a link or device, and none is taken");
            if (type == UnixFolder || entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
            {
                yield return new ArchiveEntry(path, null);
                continue;
            }
            using var content = entry.Open();
            yield return new ArchiveEntry(path, content);
        }
    }

    private static IEnumerable<ArchiveEntry> ReadTar(Stream archive)
    {
        using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var tar = new TarReader(gzip, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) continue;
            var path = ArchivePath.Check(entry.Name);
            yield return entry.EntryType switch
            {
                TarEntryType.Directory => new ArchiveEntry(path, null),
                TarEntryType.RegularFile or TarEntryType.V7RegularFile => new ArchiveEntry(path, entry.DataStream ?? Stream.Null),
                _ => throw new ArchiveException($"the entry '{path}' is a {entry.EntryType}, and only files and folders are taken"),
            };
        }
    }
}
