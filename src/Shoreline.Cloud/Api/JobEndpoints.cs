using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoreline.Lake.Jobs;

namespace Shoreline.Cloud.Api;

/// <summary>A job of the lake.</summary>
/// <param name="Schedule">Quartz cron expression with seconds, in UTC; null for a job that is only run by hand.</param>
/// <param name="Mode"><c>append</c>, <c>merge</c> or <c>replace</c>.</param>
/// <param name="LastRun">Newest run of this process.</param>
public sealed record JobState(
    string Name, string Description, string? Schedule, string Source, string Target, string Mode, bool Running, DateTimeOffset? NextRunAt,
    JobRun? LastRun);

internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("lake");
        jobs.MapGet("", List).WithSummary("The lake's jobs.");
        jobs.MapPost("/{name}/run", RunAsync)
            .WithSummary("Runs a job now and answers when it is done; its error, where it failed, is in the answer.")
            .ProducesProblem(404);
    }

    private static IReadOnlyList<JobState> List(JobRunner jobs) => [.. jobs.List().Select(job => new JobState(
        job.Definition.Name, job.Definition.Description, job.Definition.Schedule, job.Definition.Source, job.Definition.Target,
        job.Definition.Mode.ToString().ToLowerInvariant(), job.Running, job.NextRunAt, job.LastRun))];

    private static async Task<Results<Ok<JobRun>, ProblemHttpResult>> RunAsync(
        string name, JobRunner jobs, CancellationToken cancellationToken) =>
        jobs.List().Any(job => job.Definition.Name == name)
            ? TypedResults.Ok(await jobs.RunAsync(name, cancellationToken))
            : TypedResults.Problem($"There is no job '{name}'.", statusCode: StatusCodes.Status404NotFound);
}
