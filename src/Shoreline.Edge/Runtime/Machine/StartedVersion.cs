using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>
/// The version of a component that was started last: its steps, and the process of its Startup or Run. Whatever was deployed since, its scripts shut it down (greengrass-components, 3.4).
/// </summary>
internal sealed class StartedVersion(ComponentBoard board, ComponentSite site, ComponentRuntimeOptions options)
{
    public StepFollower Follower { get; } = new(board, site, options);

    public ComponentRecord Record { get; private set; } = board.Record;

    public LifecycleSteps Steps { get; private set; } = LifecycleSteps.Read(board.Record.Lifecycle);

    /// <summary>Of Startup or Run, in this start.</summary>
    public StepProcess? Process { get; private set; }

    /// <summary>The end of the process still means something.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Another version is started from now on.</summary>
    public void Adopt(ComponentRecord record) => (Record, Steps) = (record, LifecycleSteps.Read(record.Lifecycle));

    public Task<(StepProcess? Process, StepEnd? End)> StartAsync(StepName step) => Follower.StartAsync(Steps[step], Record);

    public Task<StepEnd> RunAsync(StepName step, Func<Cue> isUnwanted) => Follower.RunAsync(Steps[step], Record, isUnwanted);

    /// <summary>A process that was started is the component now.</summary>
    public void Own(StepProcess process)
    {
        (Process, IsFollowed) = (process, true);
        board.SetProcess(process.Id);
    }

    /// <summary>Ends all processes.</summary>
    public async Task StopAsync()
    {
        await site.StopAsync().ConfigureAwait(false);
        if (Process is not null) await Process.DisposeAsync().ConfigureAwait(false);
        (Process, IsFollowed) = (null, false);
        board.SetProcess(null);
    }
}
