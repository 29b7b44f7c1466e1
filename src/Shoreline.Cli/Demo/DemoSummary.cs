using System.Text.Json;

namespace Shoreline.Cli.Demo;

/// <summary>What a demo did, counted at the two ends: the edge's streams on disk and the tables in the bucket.</summary>
internal sealed record DemoSummary
{
    public required double DurationSeconds { get; init; }

    /// <summary>From the start of the program until the portal could play a camera; null where that did not happen.</summary>
    public required double? SecondsToFirstPicture { get; init; }

    /// <summary>From the start of the program until a record was a row in the lake.</summary>
    public required double? SecondsToFirstRow { get; init; }

    public required FrameCounts Frames { get; init; }

    /// <summary>Objects found: rows of the table <c>detections</c>.</summary>
    public required long Detections { get; init; }

    public required RecordCounts Records { get; init; }

    /// <summary>Records that the edge acknowledged to a writer and that are not in the lake. 0, or something is wrong.</summary>
    public required long Lost { get; init; }

    /// <summary>Rows that stand for a record that another row stands for already. 0, or something is wrong.</summary>
    public required long Duplicates { get; init; }

    public required IReadOnlyList<StreamCounts> Streams { get; init; }

    /// <summary>Rows by curated table.</summary>
    public required IReadOnlyDictionary<string, long> Tables { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <param name="Dropped">For want of time, or because they were damaged.</param>
/// <param name="Still">Held back because nothing moved in them.</param>
/// <param name="Analysed">Records in the stream <c>detections</c>.</param>
internal sealed record FrameCounts(long Captured, long Dropped, long Still, long Analysed);

internal sealed record RecordCounts(long Appended, long Landed, long Curated);

/// <param name="Appended">Records acknowledged by the edge's stream.</param>
/// <param name="Landed">Different records of it in the raw table.</param>
/// <param name="Lost"><paramref name="Appended"/> less <paramref name="Landed"/>.</param>
/// <param name="Duplicates">Rows in the raw table beyond one a record.</param>
internal sealed record StreamCounts(string Name, long Appended, long Landed, long Lost, long Duplicates);
