using System.Collections.Concurrent;
using System.Diagnostics;

namespace Shoreline.Core.Processes;

/// <summary>Starts programs that must not outlive this process, even when it is killed with SIGKILL.</summary>
/// <remarks>
/// The kernel kills the child when its parent dies (PR_SET_PDEATHSIG, set by util-linux's <c>setpriv</c>). "Parent" there is the
/// <em>thread</em> that started the child, and .NET retires idle pool threads; so all children are started from one thread that lives as
/// long as the process.
/// </remarks>
public static class ChildProcess
{
    private const string Guard = "/usr/bin/setpriv";

    private static readonly BlockingCollection<Action> Requests = new(boundedCapacity: 64);

    static ChildProcess() =>
        new Thread(() => { foreach (var request in Requests.GetConsumingEnumerable()) request(); })
        {
            Name = "child starter",
            IsBackground = true,
        }.Start();

    /// <summary>Starts <paramref name="start"/> with its death tied to ours. Blocks until it runs.</summary>
    /// <exception cref="MissingDependencyException">The program, or setpriv, is not installed.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (!File.Exists(Guard)) throw new MissingDependencyException($"{Guard} is not installed: apt-get install util-linux.");
        var program = start.FileName;
        if (!IsProgram(program)) throw new MissingDependencyException($"The program {program} is not installed or not on the PATH.");
        start.FileName = Guard;
        string[] guard = ["--pdeathsig", "KILL", "--", program];
        for (var i = 0; i < guard.Length; i++) start.ArgumentList.Insert(i, guard[i]);

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static bool IsProgram(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
