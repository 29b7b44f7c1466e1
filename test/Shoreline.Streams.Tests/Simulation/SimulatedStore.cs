using Microsoft.Extensions.Logging;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>Opens a store on a simulated disk so that nothing but the seed decides what happens.</summary>
internal sealed class SimulatedStore(Random random, TimeProvider time)
{
    public const string Root = "/edge/streams";

    public InlineWriters Writers { get; } = new();

    public ILogger Log { get; init; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public async Task<StreamStore> OpenAsync(SimulatedFileSystem files) => await StreamStore.OpenAsync(
        new StreamStoreOptions { Root = Root, Files = files, Time = time, Logger = Log, Writers = Writers, NewIncarnation = NewIncarnation });

    private Incarnation NewIncarnation()
    {
        var bytes = new byte[Incarnation.ByteCount];
        random.NextBytes(bytes);
        Assert.True(Incarnation.TryParse(Convert.ToHexStringLower(bytes), out var incarnation));
        return incarnation;
    }
}
