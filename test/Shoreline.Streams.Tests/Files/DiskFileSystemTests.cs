using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests.Files;

public sealed class DiskFileSystemTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Deleting_a_file_that_is_not_there_is_no_failure_with_or_without_its_folder()
    {
        DiskFileSystem.Instance.DeleteFile(_folder["nothing"]);
        DiskFileSystem.Instance.DeleteFile(_folder["no-folder", "nothing"]);

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Deleting_what_cannot_be_deleted_is_one()
    {
        Directory.CreateDirectory(_folder["full"]);

        Assert.ThrowsAny<Exception>(() => DiskFileSystem.Instance.DeleteFile(_folder["full"]));
    }

    public void Dispose() => _folder.Dispose();
}
