using System.Runtime.InteropServices;

namespace Shoreline.Core.Processes;

/// <summary>The program that this process runs.</summary>
/// <remarks>
/// By execv(3). All other threads end at once, and files are closed (.NET opens them so), so everything must be put away before. Children stay children; those that were started
/// to die with their parent are gone already, or die with the thread.
/// </remarks>
public static partial class ProcessImage
{
    private const string CommandLine = "/proc/self/cmdline"; // proc(5): the arguments as they were given, each with a NUL behind it
    private const int PipeSignal = 13; // signal.h: SIGPIPE, on every Linux CPU
    private const nint Default = 0; // SIG_DFL

    /// <summary>Begins this process anew: the same program, arguments, environment, folder and process id, and nothing else of what it is now.</summary>
    /// <returns>Only where it did not work: why not.</returns>
    public static string BeginAnew() => Become(Environment.ProcessPath ?? "/proc/self/exe", File.ReadAllText(CommandLine).Split('\0')[..^1]);

    /// <summary>Goes on as another program: the process stays the same, its memory does not.</summary>
    /// <param name="arguments">The first is the program's name.</param>
    /// <returns>Only where it did not work: why not.</returns>
    public static string Become(string program, IReadOnlyList<string> arguments)
    {
        _ = SetSignal(PipeSignal, Default); // the runtime ignores it, and what is ignored stays so: components would inherit that
        _ = Execute(program, [.. arguments, null]);
        return $"{program}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
