using Shoreline.Streams.Inspection;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>An export whose id is too long for a file's name is known by its id all the same, after a restart and in a copy.</summary>
public sealed class LongExportIdTests
{
    private const string Root = "/edge/streams";
    private const string Exports = $"{Root}/readings/exports";

    private static readonly string LongId = new('ü', StreamLimits.NameChars);

    private readonly SimulatedFileSystem _disk = new();

    [Fact]
    public async Task It_is_listed_under_its_id_after_a_restart_and_can_be_deleted()
    {
        await WriteAsync();

        await using var again = await TestStreams.OpenAsync(Root, _disk);
        var stream = again.Get("readings");

        Assert.Equal(LongId, Assert.Single(stream.Ledger()).ExportId);
        stream.DeleteCursor(LongId);
        Assert.Empty(Assert.Single(stream.Ledger()).ExportId);
        Assert.Empty(_disk.ListFiles(Exports));
    }

    [Fact]
    public async Task One_whose_file_tells_only_a_digest_is_deleted_by_what_it_is_listed_as_and_told_its_id_when_it_is_used()
    {
        await WriteAsync();
        _disk.Find(File()).Truncate(8192); // as files were before they told it

        await using (var store = await TestStreams.OpenAsync(Root, _disk.Fork()))
        {
            var listed = Assert.Single(store.Get("readings").Ledger()).ExportId;
            Assert.StartsWith("%~", listed, StringComparison.Ordinal);
            store.Get("readings").DeleteCursor(listed);
            Assert.Empty(Assert.Single(store.Get("readings").Ledger()).ExportId);
        }
        await using (var store = await TestStreams.OpenAsync(Root, _disk)) Assert.Equal(1, store.Get("readings").OpenCursor(LongId).Confirmed);

        await using var again = await TestStreams.OpenAsync(Root, _disk);
        Assert.Equal(LongId, Assert.Single(again.Get("readings").Ledger()).ExportId);
    }

    [Fact]
    public async Task An_id_that_is_not_the_files_is_not_believed()
    {
        await WriteAsync();
        _disk.Find(File()).Flip((8192 + 3) * 8L);

        await using var again = await TestStreams.OpenAsync(Root, _disk);

        Assert.StartsWith("%~", Assert.Single(again.Get("readings").Ledger()).ExportId, StringComparison.Ordinal);
        Assert.Equal(1, again.Get("readings").OpenCursor(LongId).Confirmed);
    }

    [Fact]
    public async Task A_copy_keeps_it()
    {
        await WriteAsync();

        var inspection = StreamInspector.Repair(Root, "readings", "/copy", _disk);

        Assert.Equal(LongId, Assert.Single(inspection.Cursors).ExportId);
        await using var copy = await TestStreams.OpenAsync("/copy", _disk);
        Assert.Equal(LongId, Assert.Single(copy.Get("readings").Ledger()).ExportId);
    }

    private async Task WriteAsync()
    {
        await using var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(new StreamDefinition { Name = "readings" });
        await stream.AppendAllAsync(TestStreams.Payloads(3));
        stream.OpenCursor(LongId).Confirm(1);
    }

    private string File() => $"{Exports}/{Assert.Single(_disk.ListFiles(Exports))}";
}
