using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Shoreline.Core;
using Shoreline.Core.Processes;

namespace Shoreline.Benchmarks.Gateway;

/// <summary>A gateway as a user runs it: <c>shoreline edge</c>, a process of its own, with a configuration of one line.</summary>
/// <remarks>Its ports are free ones: another gateway may run on this machine.</remarks>
internal sealed class RunningGateway : IAsyncDisposable
{
    /// <summary>Components run as who runs this: a gateway of root's wants to be told.</summary>
    private static readonly string Configuration =
        $"{{ device: gw-01, page: {{ port: 0 }}, streamManager: {{ port: 0 }}, broker: {{ port: 0 }}, componentUser: {Environment.UserName} }}\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _program;
    private readonly Stopwatch _sinceStart;
    private readonly Channel<(TimeSpan At, string Text)> _log = Channel.CreateUnbounded<(TimeSpan, string)>();

    private RunningGateway(Process process, string program, string root, Stopwatch sinceStart)
    {
        (_process, _program, Root, _sinceStart) = (process, program, root, sinceStart);
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) _log.Writer.TryWrite((_sinceStart.Elapsed, text)); };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Root { get; }

    /// <summary>Address of its local page.</summary>
    public Uri Page => new(JsonNode.Parse(File.ReadAllBytes(Path.Combine(Root, "run", "edge.json")))!["page"]!.GetValue<string>());

    /// <summary>The launcher in the project's folder, after it has built what was missing.</summary>
    public static async Task<string> LauncherAsync()
    {
        var launcher = Path.Combine(Assets.FindHome() ?? throw new InvalidOperationException("The project's folder is not found: set SHORELINE_HOME."), "shoreline");
        await Children.RunAsync(launcher, ["--version"], "");
        return launcher;
    }

    public static RunningGateway Start(string program, string root)
    {
        Directory.CreateDirectory(root);
        var configuration = Path.Combine(root, "edge.yaml");
        File.WriteAllText(configuration, Configuration);
        var start = new ProcessStartInfo(program, ["edge", "--config", configuration, "--root", root]) { RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        return new RunningGateway(ChildProcess.Start(start), program, root, watch);
    }

    /// <summary>Waits until it logs a line that holds all these texts.</summary>
    /// <returns>When that was, counted from its start.</returns>
    public async Task<TimeSpan> SaysAsync(params string[] texts)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var (at, line) in _log.Reader.ReadAllAsync(patience.Token))
            {
                if (texts.All(text => line.Contains(text, StringComparison.Ordinal))) return at;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"the gateway did not log '{string.Join("' and '", texts)}' within {Patience.TotalSeconds:N0} s", e);
        }
        throw new InvalidOperationException("the gateway's log has ended");
    }

    /// <summary>Deploys all components of a folder by <c>shoreline deployment create</c>, and waits until that succeeded.</summary>
    public Task DeployAsync(ComponentFolder components) => Children.RunAsync(
        _program,
        [
            "deployment", "create", "--wait", "--root", Root, "--recipeDir", components.Recipes, "--artifactDir", components.Artifacts,
            .. components.Names.SelectMany(name => new[] { "--merge", $"{name}={ComponentFolder.Version}" }),
        ],
        "");

    public async ValueTask DisposeAsync()
    {
        Signals.SendTerminate(_process.Id);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
