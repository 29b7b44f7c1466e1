using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoreline.Lake;
using Shoreline.Lake.Query;

namespace Shoreline.Cloud.Api;

/// <summary>A question to the lake.</summary>
/// <param name="Sql">One SELECT.</param>
/// <param name="MaxRows">Rows wanted at most, 1 to 10,000. Default 1,000.</param>
public sealed record QueryRequest(string Sql, int? MaxRows = null);

/// <param name="Truncated">Whether there were more rows than asked for.</param>
public sealed record QueryAnswer(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<QueryRow> Rows, bool Truncated, double ElapsedMs);

/// <summary>One row: an array with a value for each column. Whole numbers beyond 2^53 are texts, binary is base64, times are RFC
/// 3339.</summary>
[JsonConverter(typeof(QueryRowConverter))]
public sealed record QueryRow(IReadOnlyList<object?> Values);

internal sealed class QueryRowConverter : JsonConverter<QueryRow>
{
    public override QueryRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Rows are only sent.");

    public override void Write(Utf8JsonWriter writer, QueryRow value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var cell in value.Values) QueryResultWriter.WriteValue(writer, cell);
        writer.WriteEndArray();
    }
}

internal static class QueryEndpoints
{
    private const int DefaultRows = 1_000;
    private const int MostRows = 10_000;
    private const long MostResultBytes = 16 << 20;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/query", RunAsync).WithTags("lake")
            .WithSummary("Runs one SELECT over the lake, read-only and within limits.").ProducesProblem(400);

    private static async Task<Results<Ok<QueryAnswer>, ProblemHttpResult>> RunAsync(
        QueryRequest request, DataLake lake, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Sql)) return TypedResults.Problem("'sql' is empty; give one SELECT.", statusCode: 400);
        if (request.MaxRows is < 1 or > MostRows)
        {
            return TypedResults.Problem($"'maxRows' is {request.MaxRows}; allowed is 1 to {MostRows}.", statusCode: 400);
        }
        try
        {
            var limits = new QueryLimits { MaxRows = request.MaxRows ?? DefaultRows, MaxResultBytes = MostResultBytes };
            var result = await lake.QueryAsync(request.Sql, limits, cancellationToken);
            return TypedResults.Ok(new QueryAnswer(
                result.Columns, [.. result.Rows.Select(row => new QueryRow(row))], result.Truncated, result.Elapsed.TotalMilliseconds));
        }
        catch (QueryException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
