using System.Text;
using Shoreline.Core;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Tests.Store;

/// <summary>What every object store must do. One derived class for each store.</summary>
public abstract class ObjectStoreContract : IDisposable
{
    /// <summary>An empty store, the same for the whole test.</summary>
    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task An_object_comes_back_as_it_was_put()
    {
        var content = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7)).ToArray();

        await Store.PutAsync("a/b c/d=1.bin", content);
        await Store.PutAsync("a/empty", ReadOnlyMemory<byte>.Empty);
        await Store.PutAsync("a/stream", new MemoryStream(content) { Position = 10 });

        Assert.Equal(content, (await Store.GetAsync("a/b c/d=1.bin"))!);
        Assert.Empty((await Store.GetAsync("a/empty"))!);
        Assert.Equal(content[10..], (await Store.GetAsync("a/stream"))!);
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        await Store.PutAsync("a/b", Text("x"));

        Assert.Null(await Store.GetAsync("a"));
        Assert.Null(await Store.GetAsync("a/c"));
        Assert.Null(await Store.GetAsync("z/y/x"));
    }

    [Fact]
    public async Task A_put_replaces_the_whole_object()
    {
        await Store.PutAsync("a", Text("a long first content"));
        await Store.PutAsync("a", Text("short"));

        Assert.Equal("short", Encoding.UTF8.GetString((await Store.GetAsync("a"))!));
    }

    [Fact]
    public async Task Put_if_absent_never_replaces()
    {
        Assert.True(await Store.PutIfAbsentAsync("log/1", Text("first")));
        Assert.False(await Store.PutIfAbsentAsync("log/1", Text("second")));

        Assert.Equal("first", Encoding.UTF8.GetString((await Store.GetAsync("log/1"))!));
    }

    [Fact]
    public async Task Of_many_that_put_if_absent_at_once_one_wins_and_its_content_stands()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = $"race/{round}";
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => await Store.PutIfAbsentAsync(key, Text($"writer {i}")))));

            var winner = Assert.Single(Enumerable.Range(0, 8), i => won[i]);
            Assert.Equal($"writer {winner}", Encoding.UTF8.GetString((await Store.GetAsync(key))!));
        }
    }

    [Fact]
    public async Task Listing_is_in_the_order_of_the_keys_and_goes_on_after_a_key()
    {
        string[] keys = ["a", "a-b/x", "a/b", "a/b/c", "a/b0", "aa", "b/c/d", "b0"];
        foreach (var key in keys.Reverse().Where(key => key is not "a" and not "a/b")) await Store.PutAsync(key, Text(key));
        var stored = keys.Where(key => key is not "a" and not "a/b").ToArray(); // a folder store cannot hold both a and a/b

        Assert.Equal(stored, await KeysAsync(""));
        Assert.Equal(["a-b/x", "a/b/c", "a/b0", "aa"], await KeysAsync("a"));
        Assert.Equal(["a/b/c", "a/b0"], await KeysAsync("a/b"));
        Assert.Equal(["a/b0", "aa", "b/c/d", "b0"], await KeysAsync("", "a/b/c"));
        Assert.Equal(["b0"], await KeysAsync("b", "b/c/d"));
        Assert.Empty(await KeysAsync("c"));
    }

    [Fact]
    public async Task A_listing_tells_sizes()
    {
        await Store.PutAsync("x", Text("12345"));

        var entry = await Store.ListAsync("").SingleAsync();

        Assert.Equal(("x", 5), (entry.Key, entry.Bytes));
        Assert.InRange(entry.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Folders_are_listed_once_each()
    {
        foreach (var key in new[] { "lake/b/1", "lake/a/1", "lake/a/2", "lake/a/c/3", "lake/file", "other/x" }) await Store.PutAsync(key, Text("x"));

        Assert.Equal(["lake/a/", "lake/b/"], await Store.ListFoldersAsync("lake/").ToListAsync());
        Assert.Equal(["lake/", "other/"], await Store.ListFoldersAsync("").ToListAsync());
        Assert.Empty(await Store.ListFoldersAsync("none/").ToListAsync());
    }

    [Fact]
    public async Task Deleting_removes_and_may_be_repeated()
    {
        await Store.PutAsync("a/b", Text("x"));

        await Store.DeleteAsync("a/b");
        await Store.DeleteAsync("a/b");

        Assert.Null(await Store.GetAsync("a/b"));
        Assert.Empty(await KeysAsync(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/./b")]
    [InlineData(".tmp/x")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("a\nb")]
    public async Task A_key_that_could_leave_the_store_is_refused(string key)
    {
        await Assert.ThrowsAsync<InvalidInputException>(async () => await Store.GetAsync(key));
        await Assert.ThrowsAsync<InvalidInputException>(async () => await Store.PutAsync(key, Text("x")));
        await Assert.ThrowsAsync<InvalidInputException>(async () => await Store.PutIfAbsentAsync(key, Text("x")));
        await Assert.ThrowsAsync<InvalidInputException>(async () => await Store.DeleteAsync(key));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<List<string>> KeysAsync(string prefix, string? startAfter = null) =>
        await Store.ListAsync(prefix, startAfter).Select(entry => entry.Key).ToListAsync();
}
