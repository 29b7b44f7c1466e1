using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Shoreline.Edge.Artifacts;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Artifacts;

/// <summary>Archives of strangers: what is unpacked stays in its folder, and a refused archive leaves nothing.</summary>
public sealed class UnpackingTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_zip_and_a_gzipped_tar_are_unpacked()
    {
        Unpack(Zip(("a/b.txt", "one"), ("c", "two"), ("empty/", "")));
        Assert.Equal("one", File.ReadAllText(_folder["out", "a", "b.txt"]));
        Assert.True(Directory.Exists(_folder["out", "empty"]));

        Unpack(Tar(new PaxTarEntry(TarEntryType.Directory, "d"), Regular("./d/e.txt", "three")));
        Assert.Equal("three", File.ReadAllText(_folder["out", "d", "e.txt"]));
        Assert.False(File.Exists(_folder["out", "c"])); // of the one before
    }

    [Theory]
    [InlineData("../out.txt", "leads out of the folder")]
    [InlineData("a/../../out.txt", "leads out of the folder")]
    [InlineData("..\\out.txt", "leads out of the folder")]
    [InlineData("/etc/passwd", "is absolute")]
    [InlineData("C:\\x", "is absolute")]
    [InlineData("a\u0007b", "holds control characters")]
    public void Names_that_lead_elsewhere_are_refused(string name, string why)
    {
        AssertRefused(Zip(("good.txt", "x"), (name, "evil")), why);
        AssertRefused(Tar(Regular("good.txt", "x"), Regular(name, "evil")), why);
        Assert.False(File.Exists(_folder["out.txt"]));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_devices_of_a_tar_are_refused(TarEntryType type)
    {
        var entry = new PaxTarEntry(type, "link");
        if (type != TarEntryType.Fifo) entry.LinkName = "/etc/passwd";

        AssertRefused(Tar(Regular("good.txt", "x"), entry), "only files and folders are taken");
    }

    [Fact]
    public void Links_of_a_zip_are_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = zip.CreateEntry("link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = link.Open();
            target.Write("/etc"u8);
        }

        AssertRefused(stream.ToArray(), "is a link or device");
    }

    [Fact]
    public void A_name_that_is_there_twice_is_refused_and_so_is_a_file_that_is_a_folder()
    {
        AssertRefused(Zip(("a", "1"), ("./a", "2")), "'a' is in it twice");
        AssertRefused(Zip(("a", "1"), ("a/b", "2")), "'a' is in it twice");
        AssertRefused(Zip(("a/b", "1"), ("a", "2")), "'a' is in it twice");
    }

    [Fact]
    public void Bombs_are_given_up_before_they_go_off()
    {
        AssertRefused(Zip(("zeros", new string('\0', 3 << 20))), "200 for each", new ArchiveLimits { UnsuspiciousBytes = 1 << 20 });
        AssertRefused(Zip(("big", new string('x', 5000))), "more than 4,000 bytes come out of it", new ArchiveLimits { Bytes = 4000 });
        AssertRefused(Zip(("a", ""), ("b", ""), ("c", "")), "more than 2 entries", new ArchiveLimits { Entries = 2 });
    }

    [Fact]
    public void Whatever_is_cut_off_or_turned_over_nothing_is_left_of_a_refused_archive()
    {
        var whole = Zip(("a/b.txt", string.Concat(Enumerable.Range(0, 300))), ("c", "two"));
        var refused = 0;
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x10;
            refused += IsRefused(flipped) ? 1 : 0;
            refused += IsRefused(whole[..at]) ? 1 : 0;
        }
        Assert.True(refused > whole.Length, $"only {refused} of {2 * whole.Length}");
    }

    private void AssertRefused(byte[] archive, string why, ArchiveLimits? limits = null)
    {
        var error = Assert.Throws<ArchiveException>(() => Unpack(archive, limits));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        AssertNothingLeft();
        Assert.Throws<ArchiveException>(() => Unpacking(limits).Check(new MemoryStream(archive), CancellationToken.None));
    }

    private bool IsRefused(byte[] archive)
    {
        try
        {
            Unpack(archive);
            Directory.Delete(_folder["out"], recursive: true);
            return false;
        }
        catch (ArchiveException)
        {
            AssertNothingLeft();
            return true;
        }
    }

    private void AssertNothingLeft() => Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

    private void Unpack(byte[] archive, ArchiveLimits? limits = null) => Unpacking(limits).Unpack(
        new MemoryStream(archive), _folder["out"], UnixFileMode.UserRead, _ => { }, TestContext.Current.CancellationToken);

    private static Unpacking Unpacking(ArchiveLimits? limits) => new(DiskFileSystem.Instance, UnixArtifactDisk.Instance, limits ?? new ArchiveLimits());

    private static PaxTarEntry Regular(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return stream.ToArray();
    }

    private static byte[] Tar(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries) tar.WriteEntry(entry);
        }
        return stream.ToArray();
    }
}
