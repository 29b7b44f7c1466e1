using System.Collections.Immutable;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What a store must hold. A value, as <see cref="StreamModel"/> is.</summary>
internal sealed record World
{
    public ImmutableSortedDictionary<string, StreamModel> Streams { get; init; } = ImmutableSortedDictionary.Create<string, StreamModel>(StringComparer.Ordinal);

    /// <summary>The definition of a stream whose creation was begun: it may be there.</summary>
    public StreamDefinition? Creating { get; init; }

    /// <summary>The name of a stream whose deletion was begun: it may be gone.</summary>
    public string? Deleting { get; init; }

    public StreamModel this[string name] => Streams[name];

    public World With(StreamModel stream) => this with { Streams = Streams.SetItem(stream.Definition.Name, stream) };

    public World Without(string name) => this with { Streams = Streams.Remove(name), Deleting = null };

    /// <summary>Compares with a recovered store.</summary>
    /// <returns>The world to go on with.</returns>
    public World Check(StreamStore store, Stop stop)
    {
        var expected = Streams;
        if (Deleting is not null && !store.TryGet(Deleting, out _)) expected = expected.Remove(Deleting);
        if (Creating is not null && store.TryGet(Creating.Name, out var made) && !expected.ContainsKey(Creating.Name))
            expected = expected.Add(Creating.Name, new StreamModel(Creating, made.Incarnation));
        Assert.Equal(expected.Keys, store.List().Select(stream => stream.Name));
        return new World { Streams = expected.ToImmutableSortedDictionary(stream => stream.Key, stream => stream.Value.Check(store.Get(stream.Key), stop), StringComparer.Ordinal) };
    }
}
