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
    private readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> _queue = new(boundedCapacity: 64);
    private readonly Thread _thread;

    public ProcessLauncher()
    {
        _thread = new Thread(StartAll) { IsBackground = true, Name = "process launcher" };
        _thread.Start();
    }

    /// <summary>Starts a program; its standard input is empty, its outputs are pipes for the caller to read.</summary>
    /// <exception cref="MissingDependencyException">util-linux is not installed.</exception>
    public Task<Process> StartAsync(ComponentCommand command)
    {
        var info = new ProcessStartInfo("setpriv")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Folder,
        };
        foreach (var word in (string[])["--pdeathsig", "KILL", "--", "setsid", "--", command.File]) info.ArgumentList.Add(word);
        foreach (var argument in command.Arguments) info.ArgumentList.Add(argument);
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
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                started.SetException(new MissingDependencyException($"The program setpriv cannot be started ({e.Message}): apt-get install util-linux.", e));
            }
        }
    }
}
