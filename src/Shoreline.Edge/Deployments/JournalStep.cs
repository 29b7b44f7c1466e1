using System.Text.Json.Nodes;

namespace Shoreline.Edge.Deployments;

/// <summary>One line of a deployment's journal: docs/formats/deployment.md. Which members a step has depends on its name.</summary>
internal sealed record JournalStep(string Step)
{
    public const string Queued = "queued";
    public const string Begun = "begun";
    public const string Prepared = "prepared";
    public const string Bootstrapping = "bootstrapping";
    public const string Bootstrapped = "bootstrapped";
    public const string Switching = "switching";
    public const string Returning = "returning";
    public const string Ended = "ended";

    public long? AtMs { get; init; }

    public DeploymentDocument? Document { get; init; }

    public JsonNode? Packages { get; init; }

    public string? Component { get; init; }

    public int? ExitCode { get; init; }

    public long? From { get; init; }

    public long? To { get; init; }

    public IReadOnlyList<string>? Broken { get; init; }

    public string? Status { get; init; }

    public string? Detailed { get; init; }

    public IReadOnlyList<string>? Stack { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public string? Cause { get; init; }
}
