using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.ConfigStore;

/// <summary>What the tree does with keys, values and times (greengrass-components, section 5; greengrass-ipc, 6.3).</summary>
public sealed class TreeTests : IDisposable
{
    private readonly SimulatedFileSystem _disk = new();
    private readonly DeviceConfiguration _store;

    public TreeTests()
    {
        _disk.CreateFolder("/gg");
        _disk.SyncFolder("/");
        _store = DeviceConfiguration.Open(_disk, "/gg/config", NullLogger.Instance);
        Put("cam", """{"mqtt":{"port":1883,"Host":"here"},"rate":5}""");
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Keys_are_found_in_any_case_and_keep_their_first_spelling()
    {
        Assert.Equal(MergeOutcome.Merged, _store.Merge("CAM", ["MQTT"], JsonNode.Parse("""{"HOST":"there"}"""), 20));

        Assert.Equal("""{"mqtt":{"Host":"there","port":1883},"rate":5}""", Read());
        Assert.Equal("Host", _store.Get("cam", ["mqtt", "hOST"])!.Value.Key);
        Assert.False(_store.Get("cam", ["mqtt", "host"])!.Value.IsContainer);
    }

    [Fact]
    public void An_older_write_is_ignored_and_an_equally_old_one_counts()
    {
        _store.Merge("cam", [], JsonNode.Parse("""{"rate":6}"""), 100);

        Assert.Equal(MergeOutcome.Newer, _store.Merge("cam", [], JsonNode.Parse("""{"rate":7,"other":1}"""), 99));
        Assert.Equal("""{"mqtt":{"Host":"here","port":1883},"other":1,"rate":6}""", Read());
        Assert.Equal(MergeOutcome.Merged, _store.Merge("cam", [], JsonNode.Parse("""{"rate":8}"""), 100));
        Assert.Equal(8, (int)_store.Get("cam", ["rate"])!.Value.Value!);
    }

    [Fact]
    public void A_path_that_was_not_there_is_made_whatever_is_newer_beside_it()
    {
        _store.Merge("cam", [], JsonNode.Parse("""{"rate":6}"""), 100);

        Assert.Equal(MergeOutcome.Merged, _store.Merge("cam", ["a", "b"], JsonNode.Parse("""{"c":null}"""), 50));
        Assert.Equal("""{"c":null}""", _store.Get("cam", ["a", "b"])!.Value.Value!.ToJsonString());
        Assert.Null(_store.Get("cam", ["a", "b", "c"])!.Value.Value);
        Assert.Null(_store.Get("cam", ["a", "b", "d"]));
        Assert.Null(_store.Get("nobody", []));
    }

    [Fact]
    public void A_path_does_not_lead_through_a_leaf_but_may_end_at_one()
    {
        Assert.Equal(MergeOutcome.ThroughLeaf, _store.Merge("cam", ["rate", "deep"], JsonNode.Parse("""{"x":1}"""), 20));
        Assert.Equal(MergeOutcome.Merged, _store.Merge("cam", ["rate"], JsonNode.Parse("""{"x":1}"""), 20));
        Assert.Equal("""{"mqtt":{"Host":"here","port":1883},"rate":{"x":1}}""", Read());
        Assert.Equal(MergeOutcome.Merged, _store.Merge("cam", ["rate"], JsonValue.Create(3), 21));
        Assert.Equal(MergeOutcome.NoSuchComponent, _store.Merge("nobody", [], JsonNode.Parse("""{"x":1}"""), 20));
    }

    [Fact]
    public void Lists_are_one_value()
    {
        _store.Merge("cam", ["mqtt"], JsonNode.Parse("""{"port":[1,{"a":2}]}"""), 20);
        _store.Merge("cam", ["mqtt"], JsonNode.Parse("""{"port":[3]}"""), 21);

        Assert.Equal("""{"mqtt":{"Host":"here","port":[3]},"rate":5}""", Read());
    }

    [Fact]
    public void A_new_default_fills_gaps_and_overrides_nothing()
    {
        var there = (ConfigContainer)ConfigMerge.Merge(null, JsonNode.Parse("""{"a":1,"b":{"c":2},"n":null}"""), 1);

        var filled = ConfigMerge.Fill(there, (JsonObject)JsonNode.Parse("""{"A":9,"b":{"c":9,"d":4},"n":5,"e":{"f":6}}""")!);

        Assert.Equal("""{"a":1,"b":{"c":2,"d":4},"e":{"f":6},"n":null}""", filled.ToObject().ToJsonString());
    }

    [Fact]
    public void Watchers_hear_of_each_changed_leaf_below_their_path_and_of_nothing_else()
    {
        var heard = new List<string>();
        using var watch = _store.Watch("cam", ["mqtt"], (_, path) => heard.Add(string.Join('/', path)))!;

        _store.Merge("cam", [], JsonNode.Parse("""{"rate":6,"mqtt":{"PORT":8883,"host":"here","more":{"x":1,"y":{}}}}"""), 20);
        Assert.Equal(["mqtt/more/x", "mqtt/port"], heard);

        heard.Clear();
        _store.Merge("cam", [], JsonNode.Parse("""{"mqtt":{"port":8883}}"""), 30); // only its time
        _store.Update(root => ConfigMerge.Remove(root, [.. DeviceConfiguration.ConfigurationPath("cam"), "mqtt", "port"]));
        Assert.Equal(["mqtt/port"], heard);

        heard.Clear();
        watch.Dispose();
        _store.Merge("cam", ["mqtt"], JsonNode.Parse("""{"host":"x"}"""), 40);
        Assert.Empty(heard);
        Assert.Null(_store.Watch("cam", ["nothing"], (_, _) => { }));
    }

    [Fact]
    public void A_deployment_is_heard_of_as_changes_are_and_so_is_its_taking_back()
    {
        var heard = new List<string>();
        using var watch = _store.Watch("cam", [], (_, path) => heard.Add(string.Join('/', path)))!;
        var basis = _store.Root;
        var next = ConfigMerge.Set(basis, [.. DeviceConfiguration.ConfigurationPath("cam"), "rate"], new ConfigLeaf(9, 50));

        _store.Switch(_store.NextGeneration, next, basis);
        _store.Return(1);

        Assert.Equal(["rate", "rate"], heard);
        Assert.Equal(5, (int)_store.Get("cam", ["rate"])!.Value.Value!);
    }

    [Fact]
    public void What_a_component_writes_while_a_deployment_is_prepared_is_not_lost()
    {
        var basis = _store.Root;
        var next = ConfigMerge.Set(basis, [.. DeviceConfiguration.ConfigurationPath("cam"), "rate"], new ConfigLeaf(9, 50));
        _store.Merge("cam", [], JsonNode.Parse("""{"mine":1,"rate":7}"""), 49);
        _store.Merge("cam", ["mqtt"], JsonNode.Parse("""{"port":1}"""), 60);

        _store.Switch(_store.NextGeneration, next, basis);

        Assert.Equal("""{"mine":1,"mqtt":{"Host":"here","port":1},"rate":9}""", Read());
    }

    [Fact]
    public void Records_come_back_as_they_were_put()
    {
        var record = new ComponentRecord
        {
            Name = "cam",
            Version = "1.2.3",
            Type = ComponentType.Generic,
            Dependencies = new Dictionary<string, DependencyType> { ["a.b"] = DependencyType.Soft, ["c"] = DependencyType.Hard },
            Lifecycle = (JsonObject)JsonNode.Parse("""{"Run":"x","setenv":{"http_proxy":"a","HTTP_PROXY":"b","_X":"c"}}""")!,
            RunWith = new RunWith { PosixUser = "u:g", Cpus = 0.5, MemoryKiB = 1024 },
            IsRoot = true,
        };
        _store.Update(root => ComponentRecords.Put(root, record, root.At("services").At("cam").At("configuration"), 70));
        using var reopened = DeviceConfiguration.Open(_disk.AsFlushed(), "/gg/config", NullLogger.Instance);

        var read = ComponentRecords.Find(reopened.Root, "CAM")!;

        Assert.Equal(("cam", "1.2.3", true), (read.Name, read.Version, read.IsRoot));
        Assert.Equal(record.Dependencies, read.Dependencies);
        Assert.Equal(record.RunWith, read.RunWith);
        Assert.True(JsonNode.DeepEquals(record.Lifecycle, read.Lifecycle));
        Assert.Equal("1.0.0", ComponentRecords.PreviousVersion(reopened.Root, "cam"));
    }

    private void Put(string name, string configuration) => _store.Update(root => ComponentRecords.Put(
        root, new ComponentRecord { Name = name, Version = "1.0.0", Type = ComponentType.Generic },
        (ConfigContainer)ConfigMerge.Merge(null, JsonNode.Parse(configuration), 10), 10));

    private string Read() => _store.Get("cam", [])!.Value.Value!.ToJsonString();
}
