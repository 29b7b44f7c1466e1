using Shoreline.Core;

namespace Shoreline.Streams.Tests;

public sealed class StreamStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Names_of_every_kind_are_different_streams_and_survive_a_restart()
    {
        string[] names = [".", "..", " ", "a.", "CON", "cam", "Cam", "CAM", "video.entrance", "%43am", "~new.x", "/etc/passwd", "ü", new('x', 255), new('X', 255)];
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            foreach (var name in names) await store.Create(new StreamDefinition { Name = name }).AppendAllAsync([name]);
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);

        Assert.Equal(names.Order(StringComparer.Ordinal), again.List().Select(stream => stream.Name));
        Assert.All(names, name => Assert.Equal([(0L, name)], again.Get(name).ReadAll()));
        var folders = Directory.GetDirectories(_folder.Path).Select(path => Path.GetFileName(path).ToUpperInvariant()).ToArray();
        Assert.Equal(names.Length, folders.Distinct().Count()); // also where the file system ignores case
    }

    [Fact]
    public async Task A_definition_comes_back_as_it_was_given()
    {
        var given = new StreamDefinition
        {
            Name = "faces",
            MaxBytes = 5 << 20,
            SegmentBytes = 1 << 20,
            OnFull = OnFull.OverwriteOldest,
            Flush = FlushMode.Relaxed,
            RelaxedWindow = TimeSpan.FromMilliseconds(50),
            Labels = new Dictionary<string, string> { ["kind"] = "media" },
            Extension = """{"http":[]}""",
        };
        string incarnation;
        await using (var store = await TestStreams.OpenAsync(_folder.Path)) incarnation = store.Create(given).Incarnation;

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        var found = again.Get("faces");

        Assert.Equal(given with { Labels = null }, found.Definition with { Labels = null });
        Assert.Equal(given.Labels, found.Definition.Labels);
        Assert.Equal(incarnation, found.Incarnation);
        Assert.Matches("^[0-9a-f]{32}$", incarnation);
    }

    [Fact]
    public async Task A_second_process_is_kept_out_and_told_by_whom()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);

        var error = await Assert.ThrowsAsync<StoreLockedException>(async () => await TestStreams.OpenAsync(_folder.Path));

        Assert.Equal($"{Environment.ProcessId}", error.Holder);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_left_by_a_dead_process_is_no_obstacle()
    {
        await File.WriteAllTextAsync(_folder["lock"], "1", TestContext.Current.CancellationToken);

        await using var store = await TestStreams.OpenAsync(_folder.Path);

        Assert.Empty(store.List());
    }

    [Fact]
    public async Task A_name_is_created_once_and_unknown_names_are_not_found()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        store.Create(new StreamDefinition { Name = "readings" });

        Assert.Throws<StreamExistsException>(() => store.Create(new StreamDefinition { Name = "readings", MaxBytes = 2048, SegmentBytes = 1024 }));
        Assert.Throws<StreamNotFoundException>(() => store.Get("Readings"));
        await Assert.ThrowsAsync<StreamNotFoundException>(async () => await store.DeleteAsync("Readings"));
    }

    [Fact]
    public async Task A_bad_definition_is_refused_with_every_fault()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);

        var error = Assert.Throws<InvalidInputException>(
            () => store.Create(new StreamDefinition { Name = "r", MaxBytes = 10, SegmentBytes = 5, RelaxedWindow = TimeSpan.FromHours(1) }));

        Assert.Equal(3, error.Message.Split('\n').Length);
        Assert.Throws<InvalidInputException>(() => store.Create(new StreamDefinition { Name = "" }));
        Assert.Throws<InvalidInputException>(() => store.Create(new StreamDefinition { Name = new string('x', 256) }));
        Assert.Throws<InvalidInputException>(() => store.Create(new StreamDefinition { Name = "\ud800" }));
    }

    [Fact]
    public async Task A_deleted_stream_is_gone_for_all_who_use_it_and_its_name_begins_anew()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var old = store.Create(new StreamDefinition { Name = "readings" });
        await old.AppendAllAsync(TestStreams.Payloads(5));
        old.OpenCursor("cloud").Confirm(3);
        var waiting = old.WaitAsync(5, TimeSpan.FromMinutes(1)).AsTask();

        await store.DeleteAsync("readings");

        await Assert.ThrowsAsync<StreamNotFoundException>(() => waiting);
        await Assert.ThrowsAsync<StreamNotFoundException>(async () => await old.AppendAsync(new byte[1]));
        Assert.Empty(Directory.GetDirectories(_folder.Path));
        var anew = store.Create(new StreamDefinition { Name = "readings" });
        Assert.NotEqual(old.Incarnation, anew.Incarnation);
        Assert.Equal((-1, -1), (anew.NewestSequence, anew.OpenCursor("cloud").Confirmed));
    }

    [Fact]
    public async Task A_closed_store_takes_nothing_more()
    {
        var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.AppendAsync(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => store.Create(new StreamDefinition { Name = "other" }));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Opening_reads_footers_and_not_the_data()
    {
        var payload = new byte[1000];
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(new StreamDefinition { Name = "r", SegmentBytes = 64 << 10, Flush = FlushMode.Relaxed });
            for (var i = 0; i < 20_000; i++) await stream.AppendAsync(payload);
        }
        var files = new CountingFileSystem();

        await using var again = await TestStreams.OpenAsync(_folder.Path, files);

        Assert.Equal(19_999, again.Get("r").NewestSequence);
        Assert.InRange(files.BytesRead, 1, 500_000); // of 20 MB in 318 segments
    }

    public void Dispose() => _folder.Dispose();
}
