using System.Text;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Nucleus;

/// <summary>
/// Writes <c>bin/greengrass-cli</c> below the root: the command line by the name and place that scripts know, for this gateway
/// (greengrass-components, sections 8 and 9).
/// </summary>
internal static class CommandLineLauncher
{
    private const UnixFileMode Mode = AtomicFile.OwnerOnly | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>
    /// Made anew at each start: the program may have moved. A gateway whose launcher cannot be written runs all the same.
    /// </summary>
    /// <param name="program">Absolute path of <c>shoreline</c>.</param>
    public static void Write(EdgePaths paths, string program, ILogger logger)
    {
        var script = $$"""
            #!/bin/sh
            # Greengrass' command line for the gateway of this folder. Written by the gateway at each start.
            root={{Quoted(paths.Root)}}
            SHORELINE_ROOT=${GGC_ROOT_PATH:-$root}
            export SHORELINE_ROOT
            exec {{Quoted(program)}} greengrass-cli "$@"

            """;
        try
        {
            var folder = Path.GetDirectoryName(paths.CommandLine)!;
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, Mode);
            AtomicFile.Write(paths.CommandLine, Encoding.UTF8.GetBytes(script), Mode);
            File.SetUnixFileMode(paths.CommandLine, Mode); // whatever the process' mask took away
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            EdgeLog.LauncherNotWritten(logger, paths.CommandLine, e.Message);
        }
    }

    /// <summary>One word of a shell, whatever is in it.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
