namespace Shoreline.Greengrass.Recipes;

/// <summary>One entry of <c>ComponentDependencies</c>.</summary>
public sealed record ComponentDependency(VersionRange Requirement, DependencyType Type = DependencyType.Hard);
