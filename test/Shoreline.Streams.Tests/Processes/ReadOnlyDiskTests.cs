namespace Shoreline.Streams.Tests.Processes;

/// <summary>A file system that the kernel turns read-only in the middle of work, as it does when it finds its disk in disorder.</summary>
public sealed class ReadOnlyDiskTests : IDisposable
{
    private readonly FailingDisk _disk = new();

    [Fact]
    public async Task A_disk_that_turns_read_only_refuses_appends_still_shows_all_and_has_all_once_it_is_repaired()
    {
        await using (var store = await TestStreams.OpenAsync(_disk["streams"]))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 4096 });
            var cursor = stream.OpenCursor("cloud");
            await stream.AppendAllAsync(TestStreams.Payloads(1000));
            cursor.Confirm(500);
            await cursor.SaveAsync();

            _disk.TurnReadOnly();

            var error = await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync(new byte[10]));
            Assert.Contains("readings", error.Message, StringComparison.Ordinal);
            for (var i = 0; i < 10; i++) await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync(new byte[10]));
            cursor.Confirm(600);
            await Assert.ThrowsAnyAsync<Exception>(async () => await cursor.SaveAsync());
            Assert.Equal(TestStreams.Payloads(1000), stream.ReadAll().Select(record => record.Payload));
        }
        _disk.Repair();

        await using var again = await TestStreams.OpenAsync(_disk["streams"]);
        var after = again.Get("readings");
        Assert.Equal(TestStreams.Payloads(1000), after.ReadAll().Select(record => record.Payload));
        Assert.Equal(500, after.OpenCursor("cloud").Confirmed);
        Assert.Equal(1000, await after.AppendAsync(new byte[10]));
    }

    public void Dispose() => _disk.Dispose();
}
