using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

/// <summary>A <c>shoreline.procedures/1</c> record: one run of a procedure, from its start to its end. Format: docs/formats/records.md.</summary>
public sealed record ProcedureRunRecord
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string CurrentSchema = "shoreline.procedures/1";

    public required string Schema { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    /// <summary>When the run ended, as <see cref="End"/>; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    /// <summary>Unique; the events of the run have it in their details.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the procedure.</summary>
    public required string Procedure { get; init; }

    public long? Track { get; init; }

    public string? Label { get; init; }

    public required string Start { get; init; }

    public required string End { get; init; }

    public required double Seconds { get; init; }

    /// <summary><c>ok</c>, <c>violated</c>, <c>abandoned</c> or <c>interrupted</c>.</summary>
    public required string Outcome { get; init; }

    public string? Reason { get; init; }

    public required IReadOnlyList<StepFacts> Steps { get; init; }

    public required IReadOnlyList<ViolationFacts> Violations { get; init; }

    /// <summary>A step of the procedure; without times where it did not come.</summary>
    public sealed record StepFacts
    {
        public required string Name { get; init; }

        public required int Times { get; init; }

        public string? Start { get; init; }

        public string? End { get; init; }

        public double? Seconds { get; init; }
    }

    /// <summary>What was not as the procedure says; without a step where the run as a whole is meant.</summary>
    public sealed record ViolationFacts
    {
        public required string What { get; init; }

        public string? Step { get; init; }

        public required string Time { get; init; }

        public double? Seconds { get; init; }

        public double? Limit { get; init; }
    }

    /// <summary>Reads one record.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    public static string? TryParse(ReadOnlySpan<byte> json, out ProcedureRunRecord? record)
    {
        record = null;
        try
        {
            record = JsonSerializer.Deserialize(json, ProcedureRunJson.Default.ProcedureRunRecord);
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
        var fault = record is null ? "is empty" : Check(record);
        if (fault is not null) record = null;
        return fault;
    }

    private static string? Check(ProcedureRunRecord record)
    {
        if (record.Schema != CurrentSchema) return $"has schema '{record.Schema}', not '{CurrentSchema}'";
        if (record.Device is null || record.Camera is null || record.Run is null || record.Procedure is null || record.Outcome is null) return "has null where a value is required";
        if (record.Steps is null || record.Steps.Any(step => step?.Name is null)) return "has a step without a name";
        if (record.Violations is null || record.Violations.Any(violation => violation?.What is null)) return "has a violation that does not say what it is";
        foreach (var time in (string?[])[record.Time, record.Start, record.End, .. record.Violations.Select(violation => violation.Time)])
        {
            if (time is null || !Timestamps.TryParse(time, out _)) return $"has time '{time}', which is not RFC 3339";
        }
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProcedureRunRecord))]
internal sealed partial class ProcedureRunJson : JsonSerializerContext;
