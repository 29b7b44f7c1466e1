using System.Globalization;
using System.Security.Cryptography;
using Shoreline.Core;
using Shoreline.Edge.Components;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Accounts;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Edge.Runtime.Processes;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>
/// Where the steps of one component run: its folders, user, log, control group, and all its processes. Its machine uses it, one call at a
/// time.
/// </summary>
internal sealed class ComponentSite : IDisposable
{
    private const string TokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int TokenLength = 16;
    private const int MostScriptLength = 1024; // of a script, in the log: one may have hundreds of KiB, and is logged with each start

    private readonly ComponentRuntimeOptions _options;
    private readonly StepTools _tools;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly ComponentProcesses _processes;
    private readonly ComponentGroup? _group;
    private StepUser? _user;
    private bool _isFloodTold;

    public ComponentSite(string name, ComponentRuntimeOptions options, StepTools tools)
    {
        (Name, _options, _tools) = (name, options, tools);
        Log = new ComponentLog(Path.Combine(options.Root, "logs"), name, options.Logs, options.Console, options.Time);
        try
        {
            _group = ComponentGroup.Make(tools.Groups, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RuntimeLog.GroupNotMade(options.Logger, name, e.Message);
        }
        _processes = new ComponentProcesses(_group ?? (IProcessTracker)new MarkedProcesses(tools.Scan, _mark), options.Time);
    }

    public string Name { get; }

    /// <summary>What its processes show to the runtime: <c>SVCUID</c>.</summary>
    public string Token { get; } = RandomNumberGenerator.GetString(TokenLetters, TokenLength);

    public ComponentLog Log { get; }

    /// <summary>The user is looked up anew by the next step.</summary>
    public void ForgetUser() => _user = null;

    /// <summary>Starts a step.</summary>
    /// <param name="state">The component's state, asked for each line that the step writes.</param>
    /// <returns>Null where the step is to be skipped.</returns>
    /// <exception cref="StepException">It cannot be started.</exception>
    public async Task<StepProcess?> StartAsync(LifecycleStep step, ComponentRecord record, Func<string> state)
    {
        if (step.Fault is { } fault) throw new StepException(StepFailure.ConfigNotValid, fault);
        if (step.SkipIf is { } condition && SkipTests.IsMet(condition)) return null;
        var key = StepKeys.Of(record.Lifecycle, step.Name);
        try
        {
            var command = Prepare(step, record);
            var script = LogText.Head(step.Script, MostScriptLength);
            Log.Step(LogLevelName.Info, "shell-runner-start", "", key, state(), ("command", $"[\"{command.File}\", \"-c\", \"{script}\"]"));
            _processes.Expect();
            var process = await _tools.Launcher.StartAsync(command).ConfigureAwait(false);
            var started = new StepProcess(process, step, new StepOutput(
                _options.Output,
                (isError, lines) => Log.Output(isError, lines, key, state()),
                () => TellOfFlood(step.Name, state()),
                held => RuntimeLog.OutputWasHeld(_options.Logger, Name, step.Name.ToString(), held.TotalSeconds)));
            _processes.Add(started.Id, started.Ended);
            return started;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MissingDependencyException)
        {
            throw new StepException(StepFailure.IoError, $"The {step.Name} step of {Name} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Ends all processes: SIGTERM, and SIGKILL for those that stay.</summary>
    public async Task StopAsync()
    {
        Thaw();
        Complain(await _processes.StopAsync().ConfigureAwait(false));
    }

    /// <summary>Ends all processes at once. May be called beside the others.</summary>
    public async Task KillAsync()
    {
        Thaw();
        Complain(await _processes.KillAsync().ConfigureAwait(false));
    }

    /// <summary>Sets the limits of what runs.</summary>
    public void SetLimits(RunWith runWith)
    {
        if (_group is null) return; // said when the runtime started
        try
        {
            _group.SetLimits(LimitsOf(runWith));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RuntimeLog.LimitsNotSet(_options.Logger, Name, e.Message);
        }
    }

    /// <exception cref="InvalidOperationException">There is no control group, or the kernel refuses.</exception>
    public void Freeze()
    {
        if (_group is null) throw new InvalidOperationException($"{Name} cannot be paused: {_tools.Groups.Shortage ?? "its control group could not be made"}.");
        try
        {
            _group.Freeze();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Name} cannot be paused: {e.Message}", e);
        }
    }

    public void Thaw()
    {
        try
        {
            _group?.Thaw();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RuntimeLog.NotThawed(_options.Logger, Name, e.Message);
        }
    }

    /// <summary>To be called when its processes are gone.</summary>
    public void Dispose()
    {
        _group?.Remove();
        Log.Dispose();
    }

    private ComponentCommand Prepare(LifecycleStep step, ComponentRecord record)
    {
        var defaults = _options.Defaults();
        if (_user is null)
        {
            _user = StepUser.Resolve(Name, record.RunWith.PosixUser, defaults.User);
            ComponentFolders.Give(_options.Root, Name, record.Version, _user);
        }
        var user = step.RequiresPrivilege ? StepUser.Privileged(Name) : _user;
        var environment = StepEnvironment.Build(_options.Values(), _options.Root, Token, user.Home, step.Setenv);
        environment[StepTools.OwnerVariable] = _options.Root;
        environment[StepTools.MarkVariable] = _mark;
        var isLimited = step.Name is StepName.Startup or StepName.Run; // the others are not bounded, nor paused
        if (isLimited) SetLimits(record.RunWith);
        return new ComponentCommand
        {
            File = defaults.Shell,
            Arguments = ["-c", step.Script],
            Environment = environment,
            Folder = ComponentFolders.Work(_options.Root, Name),
            Groups = _group?.Join(isLimited) ?? [],
            User = user.SetprivArguments,
        };
    }

    private GroupLimits LimitsOf(RunWith runWith)
    {
        var byDefault = _options.Defaults().Limits;
        var cpus = runWith.Cpus ?? byDefault.Cpus;
        var memory = runWith.MemoryKiB ?? byDefault.MemoryKiB;
        if (cpus is <= 0 || memory is <= 0) RuntimeLog.LimitIgnored(_options.Logger, Name, cpus ?? 0, memory ?? 0);
        return new GroupLimits(cpus is > 0 ? cpus : null, memory is > 0 ? memory : null);
    }

    /// <summary>Once for a component: one that floods mostly does so with each start.</summary>
    private void TellOfFlood(StepName step, string state)
    {
        if (Interlocked.Exchange(ref _isFloodTold, true)) return;
        RuntimeLog.OutputHeld(_options.Logger, Name, _options.Output.BytesPerSecond, step.ToString());
        var rate = _options.Output.BytesPerSecond.ToString(CultureInfo.InvariantCulture);
        Log.Note(LogLevelName.Warn, $"Output is read no faster than {rate} bytes of log a second: the component waits", state);
    }

    private void Complain(int left)
    {
        if (left > 0) RuntimeLog.ProcessesStay(_options.Logger, Name, left);
    }
}
