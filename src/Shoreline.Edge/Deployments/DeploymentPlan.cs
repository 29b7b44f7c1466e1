using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>What a deployment comes to, with everything fetched and nothing changed yet.</summary>
/// <param name="Basis">The tree it was made of.</param>
/// <param name="Next">The tree that is to count.</param>
/// <param name="Records">Of all components, dependencies first.</param>
internal sealed record DeploymentPlan(ConfigContainer Basis, ConfigContainer Next, IReadOnlyList<ComponentRecord> Records);
