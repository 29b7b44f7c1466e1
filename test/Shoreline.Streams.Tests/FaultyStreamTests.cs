using System.Text;
using Shoreline.Streams.Files;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>A stream that cannot be opened stays closed by itself: it is named, nobody touches its files, and the others do not notice.</summary>
public sealed class FaultyStreamTests
{
    private const string Root = "/edge/streams";
    private const string Bad = $"{Root}/bad";
    private const string Definition = $"{Bad}/definition.json";
    private const string Segment = $"{Bad}/00000000000000000000.seg";

    public enum Cause { DefinitionDamaged, DefinitionEmpty, DefinitionMissing, DefinitionForeign, DefinitionForbidden, DefinitionUnreadable, SegmentUnreadable, SegmentForbidden }

    [Theory]
    [InlineData(Cause.DefinitionDamaged, "checksum")]
    [InlineData(Cause.DefinitionEmpty, "JSON")]
    [InlineData(Cause.DefinitionMissing, "missing")]
    [InlineData(Cause.DefinitionForeign, "defines 'good'")]
    [InlineData(Cause.DefinitionForbidden, $"Access to '{Definition}'")]
    [InlineData(Cause.DefinitionUnreadable, $"Input/output error: '{Definition}'")]
    [InlineData(Cause.SegmentUnreadable, $"Input/output error: '{Segment}'")]
    [InlineData(Cause.SegmentForbidden, $"Access to '{Segment}'")]
    public async Task A_stream_that_cannot_be_opened_is_named_and_left_and_the_others_work(Cause cause, string told)
    {
        var disk = await WriteAsync("good", "bad");
        Spoil(disk, cause);
        var before = Content(disk);
        var log = new ListLogger();
        await using (var store = await TestStreams.OpenAsync(Root, disk, log: log))
        {
            var faulty = Assert.Single(store.Faulty);
            Assert.Equal(("bad", Bad), (faulty.Name, faulty.Folder));
            Assert.Contains(told, faulty.Cause, StringComparison.Ordinal);
            Assert.Single(log.Messages, message => message.StartsWith("2109 Stream bad", StringComparison.Ordinal) && message.Contains(told, StringComparison.Ordinal));
            await AssertClosedAsync(store, "bad", told);

            Assert.Equal(["good"], store.List().Select(stream => stream.Name));
            Assert.Equal(3, await store.Get("good").AppendAsync("record 3"u8.ToArray(), TestContext.Current.CancellationToken));
            Assert.Equal(0, await store.Create(new StreamDefinition { Name = "new" }).AppendAsync("x"u8.ToArray(), TestContext.Current.CancellationToken));
            Assert.Equal(TestStreams.Payloads(4), store.Get("good").ReadAll().Select(record => record.Payload));
        }
        Assert.Equal(before, Content(disk));
    }

    [Theory]
    [InlineData(Cause.DefinitionForbidden)]
    [InlineData(Cause.SegmentUnreadable)]
    public async Task A_stream_that_was_faulty_opens_with_all_its_records_once_the_cause_is_gone(Cause cause)
    {
        var disk = await WriteAsync("bad");
        Spoil(disk, cause);
        await using (var store = await TestStreams.OpenAsync(Root, disk)) Assert.Single(store.Faulty);

        disk.Inject = null;
        await using var again = await TestStreams.OpenAsync(Root, disk);

        Assert.Empty(again.Faulty);
        Assert.Equal(TestStreams.Payloads(3), again.Get("bad").ReadAll().Select(record => record.Payload));
        Assert.Equal(3, await again.Get("bad").AppendAsync("record 3"u8.ToArray(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Cause.DefinitionForbidden)]
    [InlineData(Cause.DefinitionUnreadable)]
    [InlineData(Cause.SegmentUnreadable)]
    public async Task A_stream_that_the_disk_refused_opens_without_a_restart_when_it_is_next_asked_for(Cause cause)
    {
        var (disk, time, log) = (await WriteAsync("bad"), new ManualTime(), new ListLogger());
        Spoil(disk, cause);
        await using var store = await TestStreams.OpenAsync(Root, disk, time, log);
        Assert.True(Assert.Single(store.Faulty).IsRetried);
        disk.Inject = null;
        Assert.Throws<StreamFaultyException>(() => store.Get("bad")); // within the pause the disk is left alone

        time.Advance(TimeSpan.FromSeconds(1));
        var stream = store.Get("bad");

        Assert.Empty(store.Faulty);
        Assert.Equal(TestStreams.Payloads(3), stream.ReadAll().Select(record => record.Payload));
        Assert.Equal(3, await stream.AppendAsync("record 3"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.Single(log.Messages, message => message.StartsWith("2121 Stream bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_goes_on_refusing_is_asked_less_and_less_and_at_least_each_minute()
    {
        var (disk, time, log) = (await WriteAsync("bad"), new ManualTime(), new ListLogger());
        Spoil(disk, Cause.DefinitionUnreadable);
        var (refuse, attempts) = (disk.Inject!, 0);
        disk.Inject = (call, path) =>
        {
            if (path == Definition) attempts++;
            return refuse(call, path);
        };
        await using var store = await TestStreams.OpenAsync(Root, disk, time, log);

        for (var second = 0; second < 3600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            store.OpenFaulty();
        }

        Assert.InRange(attempts, 60, 70); // at 0, 1, 3, 7, 15, 31, 63 s, and from then on each minute
        Assert.Single(log.Messages, message => message.StartsWith("2109", StringComparison.Ordinal)); // told once
        disk.Inject = null;
        time.Advance(TimeSpan.FromMinutes(1));
        store.OpenFaulty();
        Assert.Equal(3, store.Get("bad").ReadAll().Count);
    }

    [Fact]
    public async Task Files_that_people_must_mend_are_left_alone_until_the_store_is_opened_again()
    {
        var (disk, time) = (await WriteAsync("bad"), new ManualTime());
        var sound = disk.Find(Definition).Content;
        Spoil(disk, Cause.DefinitionEmpty);
        await using var store = await TestStreams.OpenAsync(Root, disk, time);
        disk.Find(Definition).Write(sound, 0);

        time.Advance(TimeSpan.FromHours(1));
        store.OpenFaulty();

        Assert.False(Assert.Single(store.Faulty).IsRetried);
        Assert.Throws<StreamFaultyException>(() => store.Get("bad"));
    }

    [Fact]
    public async Task A_name_too_long_for_its_folder_to_tell_is_refused_all_the_same()
    {
        var name = new string('x', 255);
        var disk = await WriteAsync(name);
        var folder = disk.ListFolders(Root).Single();
        disk.Find($"{Root}/{folder}/definition.json").Truncate(10);

        await using var store = await TestStreams.OpenAsync(Root, disk);

        Assert.Equal(folder, Assert.Single(store.Faulty).Name);
        await AssertClosedAsync(store, name, "JSON");
    }

    [Fact]
    public async Task A_folder_that_no_stream_could_have_is_no_faulty_stream()
    {
        var disk = await WriteAsync("good");
        disk.CreateFolder($"{Root}/lost+found");
        var log = new ListLogger();

        await using var store = await TestStreams.OpenAsync(Root, disk, log: log);

        Assert.Empty(store.Faulty);
        Assert.Single(log.Messages, message => message.StartsWith($"2105 {Root}/lost+found", StringComparison.Ordinal));
        Assert.True(disk.FolderExists($"{Root}/lost+found"));
        store.Create(new StreamDefinition { Name = "lost+found" });
    }

    [Fact]
    public async Task What_is_left_of_a_deleted_stream_and_cannot_be_removed_keeps_no_stream_closed()
    {
        var disk = await WriteAsync("good");
        disk.CreateFolder($"{Root}/~deleted.00112233445566778899aabbccddeeff");
        disk.Inject = (call, _) => call == DiskCall.Delete ? Fault.NameError : Fault.None;
        var log = new ListLogger();

        await using (var store = await TestStreams.OpenAsync(Root, disk, log: log)) Assert.Equal(3, store.Get("good").ReadAll().Count);

        Assert.Single(log.Messages, message => message.StartsWith("2120", StringComparison.Ordinal));
        disk.Inject = null;
        await using var again = await TestStreams.OpenAsync(Root, disk);
        Assert.Equal(["good"], disk.ListFolders(Root));
    }

    private static async Task AssertClosedAsync(StreamStore store, string name, string told)
    {
        var definition = new StreamDefinition { Name = name };
        StreamFaultyException[] refusals =
        [
            Assert.Throws<StreamFaultyException>(() => store.Get(name)),
            Assert.Throws<StreamFaultyException>(() => store.Create(definition)),
            Assert.Throws<StreamFaultyException>(() => store.Create(definition with { Persistence = Persistence.Memory })),
            await Assert.ThrowsAsync<StreamFaultyException>(async () => await store.UpdateAsync(definition)),
            await Assert.ThrowsAsync<StreamFaultyException>(async () => await store.DeleteAsync(name)),
        ];
        Assert.False(store.TryGet(name, out _));
        foreach (var refusal in refusals)
        {
            Assert.Same(store.Faulty.Single(), refusal.Faulty);
            foreach (var part in new[] { refusal.Faulty.Name, refusal.Faulty.Folder, told, "shoreline stream verify" }) Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
            Assert.Equal(refusal.Faulty.IsRetried, refusal.IsTransient);
        }
    }

    private static void Spoil(SimulatedFileSystem disk, Cause cause)
    {
        switch (cause)
        {
            case Cause.DefinitionDamaged:
                var digit = Encoding.UTF8.GetString(disk.Find(Definition).Content).IndexOf("268435456", StringComparison.Ordinal);
                disk.Find(Definition).Flip(digit * 8L); // 2 becomes 3: as good a size as any
                break;
            case Cause.DefinitionEmpty: disk.Find(Definition).Truncate(0); break;
            case Cause.DefinitionMissing: disk.DeleteFile(Definition); break;
            case Cause.DefinitionForeign: Copy(disk, $"{Root}/good/definition.json", Definition); break;
            case Cause.DefinitionForbidden: Refuse(disk, path => path == Definition, path => new UnauthorizedAccessException($"Access to '{path}' is denied.")); break;
            case Cause.DefinitionUnreadable: Refuse(disk, path => path == Definition, path => new IOException($"Input/output error: '{path}'")); break;
            case Cause.SegmentUnreadable: Refuse(disk, path => path == Segment, path => new IOException($"Input/output error: '{path}'")); break;
            case Cause.SegmentForbidden: Refuse(disk, path => path == Segment, path => new UnauthorizedAccessException($"Access to '{path}' is denied.")); break;
        }
    }

    private static void Refuse(SimulatedFileSystem disk, Func<string, bool> isMeant, Func<string, Exception> why) =>
        disk.Inject = (call, path) => call == DiskCall.Read && isMeant(path) ? throw why(path) : Fault.None;

    private static void Copy(SimulatedFileSystem disk, string from, string to)
    {
        using var file = disk.Open(to, FileOpen.Replace);
        file.Write(disk.Find(from).Content, 0);
        file.Flush();
    }

    private static async Task<SimulatedFileSystem> WriteAsync(params string[] names)
    {
        var disk = new SimulatedFileSystem();
        await using var store = await TestStreams.OpenAsync(Root, disk);
        foreach (var name in names) await store.Create(new StreamDefinition { Name = name }).AppendAllAsync(TestStreams.Payloads(3));
        return disk;
    }

    /// <summary>What the files of the faulty stream hold.</summary>
    private static List<(string Path, string Content)> Content(SimulatedFileSystem disk) =>
        [.. disk.AllFiles(Bad).Select(path => (path, Convert.ToHexString(disk.Find(path).Content)))];
}
