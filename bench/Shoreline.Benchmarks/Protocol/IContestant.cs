namespace Shoreline.Benchmarks.Protocol;

/// <summary>Something that stores records durably.</summary>
internal interface IContestant
{
    string Name { get; }

    /// <summary>Stores records of one size and waits until all are flushed. What an earlier call stored is removed first, outside the time.</summary>
    /// <returns>Records a second.</returns>
    Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records);
}
