using System.Text.Json.Nodes;

namespace Shoreline.Edge.Nucleus;

/// <summary>Takes local deployments and tells of them (greengrass-components, 7.3; greengrass-ipc, 6.5).</summary>
internal interface ILocalDeployments
{
    /// <summary>Queues a deployment; its folders are read when its turn comes.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidOperationException">The queue is full or the nucleus is ending.</exception>
    Guid Create(LocalDeploymentRequest request);

    LocalDeployment? Find(Guid id);

    /// <summary>All that are known, newest first: those of the last starts too.</summary>
    IReadOnlyList<LocalDeployment> List();

    /// <returns>What became of the wish, for people; null where there is no such deployment.</returns>
    string? Cancel(Guid id);

    /// <summary>The folder of artifacts, which a request's own must not contain.</summary>
    string ArtifactFolder { get; }
}

internal sealed record LocalDeploymentRequest
{
    public string? GroupName { get; init; }

    /// <summary>Name to version or range.</summary>
    public IReadOnlyDictionary<string, string> RootsToAdd { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> RootsToRemove { get; init; } = [];

    /// <summary>Name to <c>MERGE</c> and <c>RESET</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject> Configuration { get; init; } = new Dictionary<string, JsonObject>();

    public IReadOnlyDictionary<string, RunWith> RunWith { get; init; } = new Dictionary<string, RunWith>();

    public string? RecipeFolder { get; init; }

    public string? ArtifactFolder { get; init; }

    public bool RollBack { get; init; }
}

/// <param name="Status"><c>QUEUED IN_PROGRESS SUCCEEDED FAILED CANCELED</c>.</param>
/// <param name="Details">Null until it is over.</param>
internal sealed record LocalDeployment(Guid Id, string Status, DateTimeOffset CreatedAt, DeploymentDetails? Details);

/// <summary>How a deployment ended (greengrass-components, 7.12).</summary>
internal sealed record DeploymentDetails(string Detailed, IReadOnlyList<string> ErrorStack, IReadOnlyList<string> ErrorTypes, string? Cause);
