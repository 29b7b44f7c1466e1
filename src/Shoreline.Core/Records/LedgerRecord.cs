using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>
/// One row of a stream's account, as it stood at a time: <c>shoreline.ledger/1</c>, docs/formats/records.md. Meaning of the numbers:
/// docs/formats/ledger.md.
/// </summary>
public sealed record LedgerRecord
{
    public const string SchemaName = "shoreline.ledger/1";

    public string Schema { get; init; } = SchemaName;

    public required string Device { get; init; }

    /// <summary>When the account was taken; RFC 3339 UTC. Of two records of one row, the later one counts.</summary>
    public required string Time { get; init; }

    public required string Stream { get; init; }

    public required string Incarnation { get; init; }

    /// <summary>UTC day, <c>YYYY-MM-DD</c>.</summary>
    public required string Day { get; init; }

    /// <summary>The export that sees it so; empty for the stream by itself.</summary>
    public required string Export { get; init; }

    /// <summary>First sequence of the day that the export answers for.</summary>
    public required long First { get; init; }

    /// <summary>One more than the last one.</summary>
    public required long Next { get; init; }

    /// <summary><c>Confirmed + Waiting + Evicted + Quarantined</c>.</summary>
    public required long Appended { get; init; }

    public required long Confirmed { get; init; }

    /// <summary>Of <see cref="Confirmed"/>, those that are dead letters.</summary>
    public required long Refused { get; init; }

    public required long Waiting { get; init; }

    public required long Evicted { get; init; }

    /// <summary>First and last sequence of the least range that holds the evicted ones; null where there are none.</summary>
    public long[]? EvictedRange { get; init; }

    public required long Quarantined { get; init; }

    /// <summary>As <see cref="EvictedRange"/>.</summary>
    public long[]? QuarantinedRange { get; init; }

    public required long Rejected { get; init; }

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, TelemetryJson.Default.LedgerRecord);

    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> record, out LedgerRecord? row)
    {
        row = null;
        try
        {
            var read = JsonSerializer.Deserialize(record, TelemetryJson.Default.LedgerRecord);
            if (read is null) return "is null";
            if (read.Schema != SchemaName) return $"has schema '{read.Schema}'; wanted {SchemaName}";
            if (!Timestamps.TryParse(read.Time, out _)) return $"has a time that is not RFC 3339: '{read.Time}'";
            if (read.Appended != read.Confirmed + read.Waiting + read.Evicted + read.Quarantined)
            {
                return $"does not balance: {read.Appended} records were appended";
            }
            row = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
    }
}
