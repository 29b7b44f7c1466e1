using System.Text.RegularExpressions;

namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>
/// Values of one property of an asset (specification, 4.6): what a program appends to a stream that is exported to AWS IoT SiteWise.
/// </summary>
public sealed partial record PutAssetPropertyValueEntry
{
    private const int MaxValues = 10;
    private const int MaxAliasChars = 2048;

    /// <summary>1 to 64 letters, digits, underscores, hyphens; unique in its batch.</summary>
    public required string EntryId { get; init; }

    /// <summary>With <see cref="PropertyId"/>, instead of <see cref="PropertyAlias"/>.</summary>
    public string? AssetId { get; init; }

    public string? PropertyId { get; init; }

    public string? PropertyAlias { get; init; }

    /// <summary>1 to 10.</summary>
    public required IReadOnlyList<AssetPropertyValue> PropertyValues { get; init; }

    /// <summary>Every broken rule, in words; none where the entry is good.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!EntryIds().IsMatch(EntryId)) faults.Add($"entryId, '{EntryId}', is not 1 to 64 letters, digits, underscores, hyphens");
        var byIds = AssetId is { Length: > 0 } && PropertyId is { Length: > 0 };
        if (!byIds && PropertyAlias is null) faults.Add("it names no property: give assetId and propertyId, or propertyAlias");
        if (PropertyAlias is { } alias && !TextRule.IsPlain(alias, MaxAliasChars))
        {
            faults.Add($"propertyAlias is empty, longer than {MaxAliasChars} or holds control characters");
        }
        if (PropertyValues.Count is < 1 or > MaxValues)
        {
            faults.Add($"propertyValues has {PropertyValues.Count} values; 1 to {MaxValues} are wanted");
        }
        faults.AddRange(PropertyValues.SelectMany((value, index) => value.Faults().Select(fault => $"propertyValues[{index}]: {fault}")));
        return faults;
    }

    /// <summary>As the payload of a message.</summary>
    /// <exception cref="InvalidMessageException">A rule is broken; the message names all.</exception>
    public byte[] Encode() => Document.Encode(this, Faults(), DocumentJson.Lean.PutAssetPropertyValueEntry);

    /// <returns>Null on success, otherwise what is wrong with the payload.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> payload, out PutAssetPropertyValueEntry? entry) =>
        Document.TryDecode(payload, DocumentJson.Lean.PutAssetPropertyValueEntry, static e => e.Faults(), out entry);

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex EntryIds();
}
