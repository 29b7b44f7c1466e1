using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Cli.Terminal;

/// <summary>The gateway's own program, <c>shoreline-nucleus</c>, which lies beside this one.</summary>
internal static partial class NucleusProgram
{
    private const int PipeSignal = 13; // signal.h: SIGPIPE, on every Linux CPU
    private const nint Default = 0; // SIG_DFL

    /// <summary>Goes on as that program: the process stays the same, its memory does not. Returns only by an exception.</summary>
    /// <exception cref="MissingDependencyException">It is not there.</exception>
    public static void Become(string config, string root, bool isVerbose)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "shoreline-nucleus");
        string?[] arguments = isVerbose ? [program, config, root, "--verbose", null] : [program, config, root, null];
        _ = SetSignal(PipeSignal, Default); // the runtime ignores it, and what is ignored stays so: components would inherit that
        _ = Execute(program, arguments);
        throw new MissingDependencyException(
            $"The program {program} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}. Remove the folder out and run ./shoreline again, or install Shoreline again.");
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
