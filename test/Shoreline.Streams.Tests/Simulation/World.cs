using System.Collections.Immutable;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What a store must hold. A value, as <see cref="StreamModel"/> is.</summary>
internal sealed record World
{
    public ImmutableSortedDictionary<string, StreamModel> Streams { get; init; } = ImmutableSortedDictionary.Create<string, StreamModel>(StringComparer.Ordinal);

    /// <summary>Streams whose creation was begun, and no answer came or a bad one: each may be there.</summary>
    public ImmutableDictionary<string, StreamDefinition> PerhapsMade { get; init; } = ImmutableDictionary<string, StreamDefinition>.Empty;

    /// <summary>Streams whose deletion was begun, likewise: each may be gone.</summary>
    public ImmutableHashSet<string> PerhapsGone { get; init; } = ImmutableHashSet<string>.Empty;

    public StreamModel this[string name] => Streams[name];

    public World With(StreamModel stream) => this with { Streams = Streams.SetItem(stream.Definition.Name, stream) };

    public World Begin(StreamDefinition definition) => this with { PerhapsMade = PerhapsMade.SetItem(definition.Name, definition) };

    public World Made(StreamModel stream) =>
        With(stream) with { PerhapsMade = PerhapsMade.Remove(stream.Definition.Name), PerhapsGone = PerhapsGone.Remove(stream.Definition.Name) };

    public World BeginDelete(string name) => this with { PerhapsGone = PerhapsGone.Add(name) };

    public World Deleted(string name) => this with { Streams = Streams.Remove(name), PerhapsGone = PerhapsGone.Remove(name), PerhapsMade = PerhapsMade.Remove(name) };

    /// <summary>Whether nobody can know if there is a stream of that name before the store opens again.</summary>
    public bool IsUncertain(string name) => PerhapsMade.ContainsKey(name) || PerhapsGone.Contains(name);

    /// <summary>Compares with a store whose disk damaged what it was given, or lied about it. A stream whose definition is damaged is not opened.</summary>
    /// <param name="lost">How many acknowledged records are not there, evicted ones aside.</param>
    public World CheckDamaged(StreamStore store, out int lost)
    {
        lost = 0;
        var world = new World();
        foreach (var stream in store.List())
        {
            var model = Streams.TryGetValue(stream.Name, out var known) ? known : new StreamModel(stream.Definition, stream.Incarnation);
            world = world.With(model.CheckDamaged(stream, out var lostHere));
            lost += lostHere;
        }
        foreach (var (name, model) in Streams.Where(known => !store.TryGet(known.Key, out _)))
        {
            if (!PerhapsGone.Contains(name)) lost += model.Records.Count;
            world = world with { PerhapsMade = world.PerhapsMade.SetItem(name, model.Definition), PerhapsGone = world.PerhapsGone.Add(name) };
        }
        return world;
    }

    /// <summary>Compares with a recovered store.</summary>
    /// <returns>The world to go on with.</returns>
    public World Check(StreamStore store, Stop stop, bool diskMayFail = false)
    {
        var expected = Streams;
        foreach (var name in PerhapsGone.Where(name => !store.TryGet(name, out _))) expected = expected.Remove(name);
        foreach (var (name, definition) in PerhapsMade)
        {
            if (store.TryGet(name, out var made) && (!expected.TryGetValue(name, out var old) || old.Incarnation != made.Incarnation))
                expected = expected.SetItem(name, new StreamModel(definition, made.Incarnation));
        }
        Assert.Equal(expected.Keys, store.List().Select(stream => stream.Name));
        return new World { Streams = expected.ToImmutableSortedDictionary(stream => stream.Key, stream => stream.Value.Check(store.Get(stream.Key), stop, diskMayFail), StringComparer.Ordinal) };
    }
}
