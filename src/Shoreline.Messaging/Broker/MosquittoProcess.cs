using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Messaging.Broker;

/// <summary>A Mosquitto broker on the loopback interface, started by us and ended with us.</summary>
/// <remarks>
/// It ends with this process even where that is killed: the kernel sends it SIGKILL when the thread that started it ends (<c>setpriv
/// --pdeathsig</c>), and that thread does nothing but wait for it. Where setpriv is missing, the next start finds it by its pid file and
/// stops it.
/// </remarks>
public sealed class MosquittoProcess : IAsyncDisposable
{
    private const long MaxLogBytes = 4 << 20; // a larger log is put aside at the next start; one old one is kept
    private const int LastLines = 20;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly MosquittoOptions _options;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Process> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    private MosquittoProcess(MosquittoOptions options, int port, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        Endpoint = EndpointOf(port);
    }

    /// <summary><c>mqtt://127.0.0.1:port</c>.</summary>
    public Uri Endpoint { get; }

    public int ProcessId { get; private set; }

    /// <summary>Completes with the exit code when the process has ended, whoever ended it.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts the broker and returns once it listens.</summary>
    /// <exception cref="MissingDependencyException">Mosquitto is not installed.</exception>
    /// <exception cref="InvalidInputException">The port is in use.</exception>
    /// <exception cref="ShorelineException">It did not start; the message holds its own words.</exception>
    public static async Task<MosquittoProcess> StartAsync(
        MosquittoOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var program = FindProgram();
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        var (port, config) = WriteConfig(options, out var stale);
        if (stale != 0) MessagingLog.StaleBrokerStopped(logger, stale, options.Folder);

        var broker = new MosquittoProcess(options, port, logger);
        try
        {
            await broker.StartAsync(program, config, cancellationToken);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
        return broker;
    }

    /// <summary>Makes all ready for a broker that somebody else starts, with <c>mosquitto -c FILE</c>.</summary>
    /// <returns>The configuration file, and where the broker will listen.</returns>
    /// <exception cref="MissingDependencyException">Mosquitto is not installed.</exception>
    /// <exception cref="InvalidInputException">The port is in use.</exception>
    public static (string ConfigFile, Uri Endpoint) Prepare(MosquittoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FindProgram();
        var (port, config) = WriteConfig(options with { Folder = Path.GetFullPath(options.Folder) }, out _);
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw PortInUse(port, e);
        }
        return (config, EndpointOf(port));
    }

    /// <summary>Asks it to save and end; kills it if it takes longer than 5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (!_started.Task.IsCompletedSuccessfully || _exited.Task.IsCompleted) return;
        PosixSignal.Terminate(ProcessId);
        try
        {
            await _exited.Task.WaitAsync(EndsWithin);
        }
        catch (TimeoutException)
        {
            PosixSignal.Kill(ProcessId);
            await _exited.Task;
        }
    }

    private async Task StartAsync(string program, string config, CancellationToken cancellationToken)
    {
        // A thread of its own, not the pool's: the kernel takes the end of this thread for the end of the parent.
        new Thread(() => RunProcess(program, config)) { IsBackground = true, Name = "mosquitto" }.Start();
        await _started.Task;
        try
        {
            var first = await Task.WhenAny(_ready.Task, _exited.Task).WaitAsync(ReadyWithin, cancellationToken);
            if (first == _exited.Task) throw Failed(await _exited.Task);
        }
        catch (TimeoutException)
        {
            throw new ShorelineException($"Mosquitto {ProcessId} did not listen within {ReadyWithin.TotalSeconds:0} s; see {LogFile}.");
        }
        MessagingLog.BrokerStarted(_logger, ProcessId, Endpoint, _options.Folder);
    }

    private string LogFile => Path.Combine(_options.Folder, MosquittoFiles.Log);

    private void RunProcess(string program, string config)
    {
        Process process;
        try
        {
            process = Process.Start(StartInfo(program, config))!;
            ProcessId = process.Id;
            _started.SetResult(process);
        }
        catch (Exception e)
        {
            _started.SetException(new ShorelineException($"{program} does not start: {e.Message}.", e));
            return;
        }
        using (process)
        {
            while (process.StandardError.ReadLine() is { } line) Heard(line);
            process.WaitForExit();
            if (!_stopping && _ready.Task.IsCompleted) MessagingLog.BrokerExited(_logger, ProcessId, process.ExitCode, LastWords());
            _exited.SetResult(process.ExitCode);
        }
    }

    private static ProcessStartInfo StartInfo(string program, string config)
    {
        var start = new ProcessStartInfo { RedirectStandardError = true, RedirectStandardInput = true };
        if (Programs.Find("setpriv") is { } setpriv)
        {
            start.FileName = setpriv; // replaces itself by the program, so the process id stays
            foreach (var argument in (string[])["--pdeathsig", "KILL", "--", program]) start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = program;
        }
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(config);
        return start;
    }

    private void Heard(string line)
    {
        lock (_lastLines)
        {
            if (_lastLines.Count == LastLines) _lastLines.Dequeue();
            _lastLines.Enqueue(line);
        }
        if (line.EndsWith(" running", StringComparison.Ordinal)) _ready.TrySetResult(); // "mosquitto version 2.0.11 running"
    }

    private string LastWords()
    {
        lock (_lastLines)
        {
            var errors = _lastLines.Where(l => l.Contains("Error", StringComparison.Ordinal)).ToArray();
            return string.Join(" | ", errors.Length > 0 ? errors : _lastLines.TakeLast(1));
        }
    }

    private ShorelineException Failed(int exitCode)
    {
        var words = LastWords();
        return words.Contains("Address already in use", StringComparison.Ordinal)
            ? PortInUse(Endpoint.Port, null)
            : new ShorelineException($"Mosquitto ended with exit code {exitCode}: {words}. See {LogFile}.");
    }

    private static InvalidInputException PortInUse(int port, Exception? cause) =>
        new($"Port {port} on 127.0.0.1 is in use by another program: stop it, or give the broker another port.", cause);

    private static string FindProgram() => Programs.Find("mosquitto")
        ?? throw new MissingDependencyException("The MQTT broker 'mosquitto' is not installed: apt-get install mosquitto.");

    private static Uri EndpointOf(int port) => new($"mqtt://127.0.0.1:{port}");

    /// <param name="stale">Id of a broker of this folder that still ran and was stopped; 0 for none.</param>
    private static (int Port, string Path) WriteConfig(MosquittoOptions options, out int stale)
    {
        Directory.CreateDirectory(options.Folder);
        stale = StaleBroker.Stop(options.Folder);
        PutLargeLogAside(options.Folder);
        var port = options.Port == 0 ? FreePort() : options.Port;
        var path = Path.Combine(options.Folder, MosquittoFiles.Config);
        File.WriteAllText(path, MosquittoConfig.Write(options, port));
        return (port, path);
    }

    private static void PutLargeLogAside(string folder)
    {
        var log = new FileInfo(Path.Combine(folder, MosquittoFiles.Log));
        if (log.Exists && log.Length > MaxLogBytes) log.MoveTo(Path.Combine(folder, MosquittoFiles.OldLog), overwrite: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
