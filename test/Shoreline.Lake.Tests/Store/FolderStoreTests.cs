using Shoreline.Core;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Tests.Store;

public sealed class FolderStoreTests : ObjectStoreContract
{
    private readonly ScratchFolder _folder = new();

    public FolderStoreTests() => Store = new FolderStore(_folder["bucket"]);

    protected override IObjectStore Store { get; }

    [Fact]
    public async Task Nothing_is_left_of_a_put_that_failed()
    {
        await Assert.ThrowsAsync<IOException>(async () => await Store.PutAsync("a", new BrokenStream()));

        Assert.Null(await Store.GetAsync("a"));
        Assert.Empty(Directory.GetFiles(_folder["bucket"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Opening_clears_what_a_killed_writer_left_long_ago()
    {
        var (old, recent) = (_folder["bucket", ".tmp", "old"], _folder["bucket", ".tmp", "recent"]);
        File.WriteAllText(old, "x");
        File.WriteAllText(recent, "x");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));

        _ = new FolderStore(_folder["bucket"]);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(recent)); // its writer may live
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_explained()
    {
        File.WriteAllText(_folder["file"], "x");

        var e = Assert.Throws<InvalidInputException>(() => new FolderStore(_folder["file", "bucket"]));

        Assert.Contains("cannot be used", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gw:01")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("ä ö")]
    [InlineData("%2E")]
    public async Task Any_text_can_be_a_level_of_a_key(string text)
    {
        var key = "x/" + ObjectKey.EncodeLevel(text);

        await Store.PutAsync(key, new byte[1]);

        Assert.NotNull(await Store.GetAsync(key));
        Assert.Equal(text, Uri.UnescapeDataString(key[2..]));
    }

    protected override void Dispose(bool disposing) => _folder.Dispose();

    private sealed class BrokenStream : MemoryStream
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("The source broke.");
    }
}
