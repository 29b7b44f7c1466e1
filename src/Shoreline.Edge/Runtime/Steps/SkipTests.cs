using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>
/// Looks whether a step is to be skipped, with the eyes of the runtime and not of the component (greengrass-components, 1.9).
/// </summary>
internal static class SkipTests
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static bool IsMet(SkipCondition condition)
    {
        var operand = Expand(condition.Operand);
        return (condition.Test == SkipTest.OnPath ? IsOnPath(operand) : Path.Exists(operand)) != condition.IsNegated;
    }

    private static bool IsOnPath(string name)
    {
        if (Path.IsPathRooted(name)) return IsExecutable(name);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(folder => IsExecutable(Path.Combine(folder, name)));
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Execute) != 0;

    private static string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path;
}
