using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Nucleus;

/// <summary>What the device should run of one component: the outcome of resolving a deployment. A change between two records decides what restarts (greengrass-components, 4.7).</summary>
internal sealed record ComponentRecord
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ComponentType Type { get; init; }

    /// <summary>Direct dependencies by name.</summary>
    public IReadOnlyDictionary<string, DependencyType> Dependencies { get; init; } = new Dictionary<string, DependencyType>();

    /// <summary>The steps of this platform, interpolated. Never changed in place.</summary>
    public JsonObject Lifecycle { get; init; } = [];

    /// <summary>Resolved and, where the nucleus is told to, interpolated. Never changed in place.</summary>
    public JsonObject Configuration { get; init; } = [];

    public RunWith RunWith { get; init; } = new();

    /// <summary>Named by a deployment, and not only depended upon.</summary>
    public bool IsRoot { get; init; }
}

/// <summary>Who runs a component, and with how much.</summary>
internal sealed record RunWith
{
    /// <summary><c>user[:group]</c>, names or numbers; null for the nucleus' default.</summary>
    public string? PosixUser { get; init; }

    /// <summary>Cores; 0.5 is half of one. Null for no limit.</summary>
    public double? Cpus { get; init; }

    /// <summary>Bytes × 1024. Null for no limit.</summary>
    public long? MemoryKiB { get; init; }
}
