using System.Globalization;
using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>A runtime in a folder of its own, with everything that it said.</summary>
internal sealed class RuntimeFixture : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<ComponentView> _told = []; // under its own lock

    private RuntimeFixture() { }

    public ComponentRuntime Runtime { get; private set; } = null!;

    public SteppedClock Clock { get; } = new();

    public string Root => _folder.Path;

    /// <param name="adjust">Changes the options: the system's clock, say.</param>
    public static async Task<RuntimeFixture> StartAsync(Func<ComponentRuntimeOptions, ComponentRuntimeOptions>? adjust = null)
    {
        var fixture = new RuntimeFixture();
        // Component users come through the folder.
        File.SetUnixFileMode(fixture.Root, (UnixFileMode)0b111_101_101);
        await fixture.RestartAsync(adjust);
        return fixture;
    }

    public async Task RestartAsync(Func<ComponentRuntimeOptions, ComponentRuntimeOptions>? adjust = null)
    {
        if (Runtime is not null) await Runtime.DisposeAsync();
        var options = new ComponentRuntimeOptions
        {
            Root = Root,
            Values = () => new RuntimeValues { ThingName = "gw-01", SocketPath = Path.Combine(Root, "ipc.socket"), NucleusVersion = "2.12.0", Region = "eu-west-1" },
            Defaults = () => new RunDefaults("root"),
            Time = Clock,
            SettleTime = TimeSpan.Zero, // a test waits for what it wants to see
        };
        Runtime = await ComponentRuntime.StartAsync(adjust?.Invoke(options) ?? options);
        Runtime.StateChanged += view =>
        {
            lock (_told) _told.Add(view);
        };
    }

    /// <param name="lifecycle">JSON, with single quotes for double ones.</param>
    public static ComponentRecord Record(string name, string lifecycle, string version = "1.0.0", params string[] hard) => new()
    {
        Name = name,
        Version = version,
        Type = ComponentType.Generic,
        Lifecycle = JsonNode.Parse(lifecycle.Replace('\'', '"'))!.AsObject(),
        Dependencies = hard.ToDictionary(dependency => dependency, _ => DependencyType.Hard),
    };

    /// <summary>A component with one step, of any script.</summary>
    public static ComponentRecord Step(string name, string step, string script) => Record(name, "{}") with { Lifecycle = new JsonObject { [step] = script } };

    public Task<ApplyOutcome> ApplyAsync(params ComponentRecord[] records) =>
        Runtime.ApplyAsync(records, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));

    public ComponentView View(string name) => Runtime.TryGet(name, out var view) ? view : throw new InvalidOperationException($"{name} is not there.");

    public LifecycleState State(string name) => View(name).State;

    public Task UntilAsync(string name, LifecycleState state) =>
        Until.TrueAsync(() => State(name) == state, $"{name} to be {state}; it went {string.Join(" ", States(name))}");

    /// <summary>What an operator's runtime does, with more patience: a component must stay up for a while.</summary>
    public static ComponentRuntimeOptions Settling(ComponentRuntimeOptions options) => options with { SettleTime = TimeSpan.FromSeconds(10) };

    /// <summary>The states that a component went through, in order.</summary>
    public List<LifecycleState> States(string name)
    {
        lock (_told) return [.. _told.Where(view => view.Record.Name == name).Select(view => view.State)];
    }

    /// <summary>All states of all components, in order.</summary>
    public List<(string Name, LifecycleState State)> Story()
    {
        lock (_told) return [.. _told.Select(view => (view.Record.Name, view.State))];
    }

    public string Work(string component, string file) => Path.Combine(Root, "work", component, file);

    /// <summary>Lines of a file that a component writes; none while it is not there.</summary>
    public string[] Lines(string component, string file = "trace") => File.Exists(Work(component, file)) ? File.ReadAllLines(Work(component, file)) : [];

    /// <summary>The process ids that it wrote.</summary>
    public int[] Ids(string component, string file = "pids") => [.. Lines(component, file).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    public string Log(string component) => File.ReadAllText(Path.Combine(Root, "logs", component + ".log"));

    public static bool IsAlive(int id)
    {
        try
        {
            // State Z: killed, and waiting for its parent to take notice.
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var ending = Runtime.DisposeAsync().AsTask();
        // Those that do not end by themselves wait for time to pass.
        while (await Task.WhenAny(ending, Task.Delay(100)) != ending) Clock.Advance(TimeSpan.FromSeconds(5));
        await ending;
        _folder.Dispose();
    }
}
