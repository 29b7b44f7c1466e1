using Shoreline.Core;

namespace Shoreline.Streams.Format;

/// <summary>What a stream definition may say.</summary>
internal static class DefinitionRules
{
    private const int LeastBytes = 1 << 10;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    /// <exception cref="InvalidInputException">Names every fault, one a line.</exception>
    public static void Check(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        FileNames.Check(definition.Name, "stream name");
        var faults = new List<string>();
        if (definition.MaxBytes < LeastBytes) faults.Add($"MaxBytes is {definition.MaxBytes:N0}; use at least {LeastBytes:N0}.");
        if (definition.SegmentBytes < LeastBytes || definition.SegmentBytes > definition.MaxBytes)
            faults.Add($"SegmentBytes is {definition.SegmentBytes:N0}; use {LeastBytes:N0} up to MaxBytes, {definition.MaxBytes:N0}.");
        if (definition.RelaxedWindow < ShortestWindow || definition.RelaxedWindow > LongestWindow)
            faults.Add($"RelaxedWindow is {definition.RelaxedWindow.TotalMilliseconds:N0} ms; use 1 to 60,000 ms.");
        if (definition.TimeToLive is { } life && life < ShortestLife)
            faults.Add($"TimeToLive is {life.TotalSeconds:N0} s; use 60 s or more.");
        if (!Enum.IsDefined(definition.OnFull) || !Enum.IsDefined(definition.Flush) || !Enum.IsDefined(definition.Persistence))
            faults.Add("OnFull, Flush or Persistence is none of the defined values.");
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join('\n', faults.Select(fault => $"Stream '{definition.Name}': {fault}")));
    }
}
