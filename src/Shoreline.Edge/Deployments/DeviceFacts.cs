using Shoreline.Edge.Artifacts;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>What components may ask of their device.</summary>
internal sealed record DeviceFacts(DevicePlatform Platform, string ThingName, PackagePaths Paths);
