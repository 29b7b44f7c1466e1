namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>
/// Ranges and patterns of a definition (specification, 4.1, 4.3 and 3.4); what one can tell without knowing the other streams.
/// </summary>
internal static class DefinitionRules
{
    private const long MinSize = 1024;
    private const long MinMillis = 60_000;

    public static IReadOnlyList<string> Faults(MessageStreamDefinition definition)
    {
        var faults = new List<string>();
        var (maxSize, segmentSize) = (definition.MaxSize ?? MessageStreamDefinition.DefaultMaxSize,
            definition.StreamSegmentSize ?? MessageStreamDefinition.DefaultStreamSegmentSize);
        if (!FieldRules.IsName(definition.Name))
        {
            faults.Add("name must be 1 to 255 of letters, digits, space, comma, full stop, hyphen, underscore");
        }
        Range("maxSize", maxSize, MinSize, long.MaxValue);
        Range("streamSegmentSize", segmentSize, MinSize, int.MaxValue);
        if (segmentSize > maxSize) faults.Add($"streamSegmentSize, {segmentSize}, is above maxSize, {maxSize}");
        Range("timeToLiveMillis", definition.TimeToLiveMillis, MinMillis, FieldRules.MaxMillis);

        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var export in definition.ExportDefinition?.All() ?? [])
        {
            var name = $"export '{export.Identifier}'";
            if (!FieldRules.IsName(export.Identifier)) faults.Add($"{name}: the identifier breaks the rule for names");
            if (!identifiers.Add(export.Identifier)) faults.Add($"{name}: the identifier occurs twice");
            if (export.MaxBatchSize is { } most) Range($"{name}: batchSize", export.BatchSize, 1, most);
            Range($"{name}: batchIntervalMillis", export.BatchIntervalMillis, MinMillis, FieldRules.MaxMillis);
            Range($"{name}: priority", export.Priority, 1, 10);
            Range($"{name}: startSequenceNumber", export.StartSequenceNumber, 0, long.MaxValue);
            faults.AddRange(export.OwnFaults().Select(f => $"{name}: {f}"));
        }
        return faults;

        void Range(string field, long? value, long min, long max)
        {
            if (value < min || value > max) faults.Add($"{field} is {value}; it must be {min} to {max}");
        }
    }
}
