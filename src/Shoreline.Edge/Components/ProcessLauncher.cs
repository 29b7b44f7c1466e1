using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Shoreline.Core;

namespace Shoreline.Edge.Components;

/// <summary>Starts programs that cannot outlive this process: the kernel kills them when it ends, however it ends.</summary>
/// <remarks>
/// <c>setpriv --pdeathsig</c> asks the kernel for that, and <c>setsid</c> gives the program a session of its own, so that its whole group can be signalled
/// and a Ctrl-C at the terminal reaches the edge alone, which then stops its children in order. The kernel counts the end of the <em>thread</em> that
/// forked, not of the process; threads of the pool come and go, so all programs are started on one thread that lives as long as the launcher.
/// </remarks>
internal sealed class ProcessLauncher : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string EnterGroups = """while [ "$1" != -- ]; do echo $$ > "$1"; shift; done; shift; exec "$@" """;

    // By their paths, since the command's environment may have a path of its own.
    private static readonly string Setpriv = Find("setpriv");
    private static readonly string Setsid = Find("setsid");

    private readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> _queue = new(boundedCapacity: 64);
    private readonly Thread _thread;

    public ProcessLauncher()
    {
        _thread = new Thread(StartAll) { IsBackground = true, Name = "process launcher" };
        _thread.Start();
    }

    /// <summary>Starts a program; its standard input is empty, its outputs are pipes for the caller to read.</summary>
    /// <exception cref="MissingDependencyException">util-linux is not installed.</exception>
    /// <exception cref="IOException">The folder is not there, the arguments are too long, or the machine has no room for another process.</exception>
    public Task<Process> StartAsync(ComponentCommand command)
    {
        var info = new ProcessStartInfo(command.Groups.Count > 0 ? Shell : Setpriv)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Folder,
        };
        if (command.Groups.Count > 0)
        {
            // The program itself enters the groups, before it is anything: from outside one would be late, and it may have forked.
            foreach (var word in (string[])["-c", EnterGroups, Shell, .. command.Groups, "--", Setpriv]) info.ArgumentList.Add(word);
        }
        // In this order: a switch of the user clears the signal that is to come when the parent ends, and setpriv asks for it last.
        foreach (var word in (string[])["--pdeathsig", "KILL", .. command.User, "--", Setsid, "--", command.File, .. command.Arguments])
            info.ArgumentList.Add(word);
        foreach (var (name, value) in command.Environment) info.Environment[name] = value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((info, started));
        return started.Task;
    }

    /// <summary>Ends the thread, and with it every program that still runs. Stop them in order before.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void StartAll()
    {
        foreach (var (info, started) in _queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Win32Exception) when (!File.Exists(Setpriv) || !File.Exists(Setsid))
            {
                started.SetException(new MissingDependencyException("The programs setpriv and setsid are not there: apt-get install util-linux."));
            }
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                started.SetException(new IOException($"A program cannot be started in {info.WorkingDirectory}: {e.Message}", e));
            }
        }
    }

    /// <returns>The name itself where no folder of the path has it.</returns>
    private static string Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/bin:/bin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;
}
