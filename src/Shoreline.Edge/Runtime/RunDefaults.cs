using Shoreline.Edge.Runtime.ControlGroups;

namespace Shoreline.Edge.Runtime;

/// <summary>
/// The nucleus' <c>runWithDefault</c>, for components that name nothing of their own (greengrass-components, sections 1.9, 3.3 and 6).
/// </summary>
/// <param name="User"><c>user[:group]</c>; null: the runtime's own user, or none where that is root.</param>
/// <param name="Shell">Name or absolute path of what runs scripts.</param>
internal sealed record RunDefaults(string? User = null, string Shell = RunDefaults.StandardShell, GroupLimits Limits = default)
{
    public const string StandardShell = "sh";

    public static RunDefaults None { get; } = new();
}
