using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>A deployment as it was asked for, whoever asked: the fleet (greengrass-components, 7.2) or somebody on the device (7.3).</summary>
internal sealed record DeploymentDocument
{
    /// <summary>Group of deployments made on the device, where they name none.</summary>
    public const string LocalGroup = "LOCAL_DEPLOYMENT";

    public required Guid Id { get; init; }

    public required DeploymentKind Kind { get; init; }

    /// <summary><c>thing/&lt;name&gt;</c>, <c>thinggroup/&lt;name&gt;</c>, or <see cref="LocalGroup"/>.</summary>
    public required string Group { get; init; }

    /// <summary>Identity of the revision; null for local ones.</summary>
    public string? Revision { get; init; }

    /// <summary>When it was made, in milliseconds since the Unix epoch: the time of its configuration updates, and what tells a stale one.</summary>
    public long TimestampMs { get; init; }

    /// <summary>By name. Of the fleet: all roots of the group. Local: those to add, and updates of others.</summary>
    public IReadOnlyDictionary<string, RootRequest> Roots { get; init; } = new Dictionary<string, RootRequest>();

    /// <summary>Only of local ones.</summary>
    public IReadOnlyList<string> RootsToRemove { get; init; } = [];

    public bool RollBack { get; init; }

    /// <summary>How long components are waited for that are asked whether now is a good time; null where they are not asked.</summary>
    public int? ConsentSeconds { get; init; }

    public int ValidationSeconds { get; init; } = 20;

    public IReadOnlyList<string> RequiredCapabilities { get; init; } = [];

    /// <summary>Groups that the device belongs to; others are forgotten. Null where nobody said.</summary>
    public IReadOnlyList<string>? Memberships { get; init; }

    public string? RecipeFolder { get; init; }

    public string? ArtifactFolder { get; init; }
}

internal enum DeploymentKind
{
    Local,
    Thing,
    ThingGroup,
}

/// <summary>What is asked of one root component.</summary>
internal sealed record RootRequest
{
    /// <summary>A version or range; null where only the rest is asked of a root that is there.</summary>
    public string? Requirement { get; init; }

    public JsonObject? Merge { get; init; }

    /// <summary>JSON pointers.</summary>
    public IReadOnlyList<string> Reset { get; init; } = [];

    public RunWith? RunWith { get; init; }
}
