using Shoreline.Core;
using Shoreline.Core.Processes;

namespace Shoreline.Cli.Terminal;

/// <summary>The gateway's own program, <c>shoreline-nucleus</c>, which lies beside this one. Why: docs/decisions/0017.</summary>
internal static class NucleusProgram
{
    /// <summary>Goes on as that program. Returns only by an exception.</summary>
    /// <exception cref="MissingDependencyException">It is not there.</exception>
    public static void Become(string config, string root, bool isVerbose)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "shoreline-nucleus");
        string[] arguments = isVerbose ? [program, config, root, "--verbose"] : [program, config, root];
        throw new MissingDependencyException(
            $"The gateway's program cannot be started, {ProcessImage.Become(program, arguments)}. " +
            "Remove the folder out and run ./shoreline again, or install Shoreline again.");
    }
}
