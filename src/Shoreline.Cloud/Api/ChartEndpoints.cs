using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Shoreline.Cloud.Api;

/// <summary>Detected objects over time.</summary>
/// <param name="BucketSeconds">Width of a point; points lie at its start, aligned to the Unix epoch.</param>
public sealed record DetectionChart(int BucketSeconds, IReadOnlyList<DetectionSeries> Series);

/// <param name="Points">Time in milliseconds since the Unix epoch, and how many objects were seen in the frames of the bucket.</param>
public sealed record DetectionSeries(string Device, string Camera, IReadOnlyList<double[]> Points);

/// <summary>Sensor readings over time.</summary>
public sealed record ReadingChart(int BucketSeconds, IReadOnlyList<ReadingSeries> Series);

/// <param name="Points">Time in milliseconds since the Unix epoch, and the mean of the bucket.</param>
public sealed record ReadingSeries(string Device, string Sensor, string? Unit, IReadOnlyList<double[]> Points);

internal static class ChartEndpoints
{
    private const int DefaultMinutes = 10;
    private const int MostMinutes = 24 * 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        var charts = api.MapGroup("/charts").WithTags("charts");
        charts.MapGet("/detections", DetectionsAsync).WithSummary("Objects per camera over the last minutes.").ProducesProblem(400);
        charts.MapGet("/readings", ReadingsAsync).WithSummary("Mean per sensor over the last minutes.").ProducesProblem(400);
    }

    private static async Task<Results<Ok<DetectionChart>, ProblemHttpResult>> DetectionsAsync(
        Charts charts, CancellationToken cancellationToken, int minutes = DefaultMinutes) =>
        minutes is < 1 or > MostMinutes ? OutOfRange(minutes) : TypedResults.Ok(await charts.DetectionsAsync(minutes, cancellationToken));

    private static async Task<Results<Ok<ReadingChart>, ProblemHttpResult>> ReadingsAsync(
        Charts charts, CancellationToken cancellationToken, int minutes = DefaultMinutes) =>
        minutes is < 1 or > MostMinutes ? OutOfRange(minutes) : TypedResults.Ok(await charts.ReadingsAsync(minutes, cancellationToken));

    private static ProblemHttpResult OutOfRange(int minutes) =>
        TypedResults.Problem($"'minutes' is {minutes}; allowed is 1 to {MostMinutes}.", statusCode: 400);
}
