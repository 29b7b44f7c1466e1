using System.Collections.Immutable;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What a store must hold. A value, as <see cref="StreamModel"/> is.</summary>
internal sealed record World
{
    public ImmutableSortedDictionary<string, StreamModel> Streams { get; init; } = ImmutableSortedDictionary.Create<string, StreamModel>(StringComparer.Ordinal);

    /// <summary>Calls of the file system fail, not only stop.</summary>
    public bool DiskMayFail { get; init; }

    /// <summary>Streams whose creation was begun, and no answer came or a bad one: each may be there.</summary>
    public ImmutableDictionary<string, StreamDefinition> PerhapsMade { get; init; } = ImmutableDictionary<string, StreamDefinition>.Empty;

    /// <summary>Streams whose deletion was begun, likewise: each may be gone.</summary>
    public ImmutableHashSet<string> PerhapsGone { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What was given to streams that are gone, by incarnation: a disk that lied about a deletion brings them back.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> GivenToGone { get; init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    public StreamModel this[string name] => Streams[name];

    public World With(StreamModel stream) => this with { Streams = Streams.SetItem(stream.Definition.Name, stream) };

    public World Begin(StreamDefinition definition) => this with { PerhapsMade = PerhapsMade.SetItem(definition.Name, definition) };

    public World Made(StreamModel stream) =>
        With(stream) with { PerhapsMade = PerhapsMade.Remove(stream.Definition.Name), PerhapsGone = PerhapsGone.Remove(stream.Definition.Name) };

    public World BeginDelete(string name) => this with { PerhapsGone = PerhapsGone.Add(name) };

    public World Deleted(string name) => this with
    {
        Streams = Streams.Remove(name),
        PerhapsGone = PerhapsGone.Remove(name),
        PerhapsMade = PerhapsMade.Remove(name),
        GivenToGone = Streams.TryGetValue(name, out var model) ? GivenToGone.SetItem(model.Incarnation, model.Given) : GivenToGone,
    };

    /// <summary>Whether nobody can know if there is a stream of that name before the store opens again.</summary>
    public bool IsUncertain(string name) => PerhapsMade.ContainsKey(name) || PerhapsGone.Contains(name);

    /// <summary>Compares with a store whose disk damaged what it was given, or lied about it.</summary>
    /// <param name="lost">How many acknowledged records are not there, evicted ones aside.</param>
    public World CheckDamaged(StreamStore store, out int lost)
    {
        lost = 0;
        var world = new World { DiskMayFail = true, GivenToGone = GivenToGone };
        foreach (var stream in store.List())
        {
            var isKnown = Streams.TryGetValue(stream.Name, out var known) && known.Incarnation == stream.Incarnation;
            var given = GivenToGone.GetValueOrDefault(stream.Incarnation) ?? ImmutableHashSet<string>.Empty;
            var model = isKnown ? known! : new StreamModel(stream.Definition, stream.Incarnation) { DiskMayFail = true, Given = given };
            if (known is not null && !isKnown) world = world with { GivenToGone = world.GivenToGone.SetItem(known.Incarnation, known.Given) };
            world = world.With(model.CheckDamaged(stream, out var lostHere));
            lost += lostHere;
        }
        foreach (var (name, model) in Streams.Where(known => !store.TryGet(known.Key, out _)))
        {
            if (store.TryGetFaulty(name, out _))
            {
                world = world.Keep(this, name); // what it holds shows when it is mended
                continue;
            }
            if (!PerhapsGone.Contains(name)) lost += model.Records.Count;
            world = world with { PerhapsMade = world.PerhapsMade.SetItem(name, model.Definition), PerhapsGone = world.PerhapsGone.Add(name) };
        }
        return world;
    }

    /// <summary>Compares with a recovered store. Of a stream that could not be opened all stays as it was thought to be.</summary>
    /// <returns>The world to go on with.</returns>
    public World Check(StreamStore store, Stop stop)
    {
        var expected = Streams;
        var faulty = expected.Keys.Union(PerhapsMade.Keys).Where(name => store.TryGetFaulty(name, out _)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in PerhapsGone.Where(name => !store.TryGet(name, out _) && !faulty.Contains(name))) expected = expected.Remove(name);
        foreach (var (name, definition) in PerhapsMade)
        {
            if (store.TryGet(name, out var made) && (!expected.TryGetValue(name, out var old) || old.Incarnation != made.Incarnation))
                expected = expected.SetItem(name, new StreamModel(definition, made.Incarnation) { DiskMayFail = DiskMayFail });
        }
        Assert.Equal(expected.Keys.Except(faulty), store.List().Select(stream => stream.Name));
        var world = new World { DiskMayFail = DiskMayFail };
        foreach (var (name, model) in expected.Where(known => !faulty.Contains(known.Key))) world = world.With(model.Check(store.Get(name), stop));
        return faulty.Aggregate(world, (next, name) => next.Keep(this, name));
    }

    /// <summary>Compares with a stream that could not be opened with its store, and has been since.</summary>
    public World CheckOpened(DurableStream stream, Stop stop) => With(Streams[stream.Name].Check(stream, stop));

    /// <summary>All that another world says of one stream.</summary>
    private World Keep(World before, string name) => this with
    {
        Streams = before.Streams.TryGetValue(name, out var model) ? Streams.SetItem(name, model) : Streams,
        PerhapsMade = before.PerhapsMade.TryGetValue(name, out var made) ? PerhapsMade.SetItem(name, made) : PerhapsMade,
        PerhapsGone = before.PerhapsGone.Contains(name) ? PerhapsGone.Add(name) : PerhapsGone,
    };
}
