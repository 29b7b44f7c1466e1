namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>A wrong option.</summary>
/// <param name="Path">Key path in the lifecycle: <c>Run.Timeout</c>.</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record StepFault(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
