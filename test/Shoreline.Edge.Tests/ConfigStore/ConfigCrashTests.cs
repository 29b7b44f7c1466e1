using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.ConfigStore;

namespace Shoreline.Edge.Tests.ConfigStore;

/// <summary>The store stopped at each call of the file system, and a damaged disk.</summary>
public sealed class ConfigCrashTests(ITestOutputHelper output)
{
    private const string Folder = "/gg/config";
    private const int SmallLog = 600; // bytes: several compactions in one run

    private readonly TestLogger _log = new();

    [Fact]
    public void Stopped_at_any_call_the_store_opens_with_what_was_answered_and_at_most_what_was_being_written()
    {
        var points = 0;
        for (var stopAt = 1; ; stopAt++)
        {
            var disk = NewDisk();
            disk.CallsUntilStop = stopAt;
            var run = new Run(disk);
            var isDone = run.Work();
            foreach (var after in (SimulatedFileSystem[])[disk.AsFlushed(), disk.AfterPowerCutCopy(new Random(stopAt)), disk.AfterPowerCutCopy(new Random(-stopAt)), disk.AfterKill()])
            {
                using var store = DeviceConfiguration.Open(after, Folder, NullLogger.Instance, SmallLog);
                var found = Text(store);
                Assert.True(found == run.Answered || found == run.Attempted, $"stopped at call {stopAt}: found {found}, answered {run.Answered}, attempted {run.Attempted}");
                store.Update(root => root.With("after", new ConfigLeaf(stopAt, 1)));
                points++;
            }
            if (isDone) break;
        }
        output.WriteLine($"{points} states after a stop");
        Assert.True(points > 500, $"only {points}");
    }

    [Fact]
    public void A_flipped_bit_in_the_log_loses_one_change_and_says_so()
    {
        var disk = NewDisk();
        using (var store = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance))
            for (var i = 0; i < 3; i++) Set(store, $"k{i}", i);
        disk.Find("/gg/config/generations/00000001/log-0001").Flip(disk.Find("/gg/config/generations/00000001/log-0001").Content.Length / 2 * 8L);

        using var reopened = DeviceConfiguration.Open(disk, Folder, _log);

        Assert.Equal("""{"k0":0,"k2":2}""", Text(reopened));
        Assert.Contains(_log.Lines, line => line.Contains("are damaged, and the changes in them are lost", StringComparison.Ordinal));
        Assert.True(disk.FileExists("/gg/config/generations/00000001/log-0001.damaged"));
    }

    [Fact]
    public void Any_flipped_bit_of_snapshot_or_current_is_found()
    {
        var disk = NewDisk();
        using (var store = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance))
            store.Switch(2, store.Root.With("a", new ConfigLeaf(1, 1)), store.Root);
        foreach (var file in (string[])["/gg/config/generations/00000002/snapshot-0001", "/gg/config/current"])
        {
            for (var bit = 0L; bit < disk.Find(file).Content.Length * 8L; bit++)
            {
                var damaged = disk.Fork();
                damaged.Find(file).Flip(bit);
                Assert.Throws<ConfigStoreDamagedException>(() => DeviceConfiguration.Open(damaged, Folder, NullLogger.Instance));
            }
        }
    }

    [Fact]
    public void A_store_whose_current_file_is_gone_is_not_begun_anew()
    {
        var disk = NewDisk();
        using (var store = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance)) Set(store, "a", 1);
        disk.DeleteFile("/gg/config/current");

        Assert.Throws<ConfigStoreDamagedException>(() => DeviceConfiguration.Open(disk, Folder, NullLogger.Instance));
    }

    [Fact]
    public void A_change_whose_flush_fails_does_not_count_and_the_next_one_does()
    {
        var disk = NewDisk();
        using var store = DeviceConfiguration.Open(disk, Folder, _log);
        Set(store, "a", 1);
        disk.FlushesToFail = 1;
        Assert.Throws<IOException>(() => Set(store, "b", 2));
        Assert.Equal("""{"a":1}""", Text(store));

        Set(store, "c", 3);

        using var reopened = DeviceConfiguration.Open(disk.AsFlushed(), Folder, _log);
        Assert.Equal("""{"a":1,"c":3}""", Text(reopened));
    }

    [Fact]
    public void Keys_that_begin_with_an_underscore_stay_in_memory()
    {
        var disk = NewDisk();
        using var store = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance);
        store.Update(root => (ConfigContainer)ConfigMerge.Merge(root, JsonNode.Parse("""{"a":{"_secret":1,"b":2}}"""), 1));
        Assert.Equal("""{"a":{"b":2,"_secret":1}}""", Text(store));

        using var reopened = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance);

        Assert.Equal("""{"a":{"b":2}}""", Text(reopened));
    }

    private static SimulatedFileSystem NewDisk()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder("/gg");
        disk.SyncFolder("/");
        return disk;
    }

    private static void Set(DeviceConfiguration store, string key, int value) => store.Update(root => root.With(key, new ConfigLeaf(value, 1)));

    private static string Text(DeviceConfiguration store) => store.Root.ToObject().ToJsonString();

    /// <summary>Changes, generations and returns, with what was answered and what was under way.</summary>
    private sealed class Run(SimulatedFileSystem disk)
    {
        public string Answered { get; private set; } = "{}";

        public string Attempted { get; private set; } = "{}";

        public bool Work()
        {
            try
            {
                using var store = DeviceConfiguration.Open(disk, Folder, NullLogger.Instance, SmallLog);
                for (var i = 0; i < 60; i++) Step(store, i);
                return true;
            }
            catch (IOException) when (disk.IsStopped) { return false; }
        }

        private void Step(DeviceConfiguration store, int i)
        {
            switch (i % 10)
            {
                case 4:
                    Attempt(store.Root.With("generation", new ConfigLeaf(i, i)), next => store.Switch(store.NextGeneration, next, store.Root));
                    break;
                case 7 when i % 20 == 7:
                    var before = store.Generation - 1;
                    Attempt(store.Look(before)!, _ => store.Return(before));
                    break;
                case 9:
                    store.Retain();
                    break;
                default:
                    Attempt(store.Root.With($"key{i % 7}", new ConfigLeaf($"value {i} {new string('x', 40)}", i)), next => store.Update(_ => next));
                    break;
            }
        }

        private void Attempt(ConfigContainer next, Action<ConfigContainer> write)
        {
            Attempted = next.ToObject().ToJsonString();
            write(next);
            Answered = Attempted;
        }
    }
}
