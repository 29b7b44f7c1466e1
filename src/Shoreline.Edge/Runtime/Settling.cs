using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime;

/// <summary>Waits for components that were given new records, until all are up or one that was touched is BROKEN (greengrass-components, 7.9).</summary>
/// <remarks>
/// One that is never given up (<c>errorResetTime: 0</c>) never gets BROKEN, and a deployment that waited for it would hold up all that come after. It is waited for until it
/// has failed as often as breaks others, and then goes on trying by itself.
/// </remarks>
/// <param name="records">Of the components that are waited for.</param>
/// <param name="passedOver">Those whose being BROKEN is no news.</param>
internal sealed class Settling(ComponentNeighbourhood components, IReadOnlyCollection<ComponentRecord> records, HashSet<string> passedOver)
{
    private readonly Dictionary<string, long> _errorsBefore = records.ToDictionary(r => r.Name, r => components.Find(r.Name)?.Board.Errors ?? 0);
    private bool _isLeft; // one was waited for long enough

    /// <param name="settleTime">How long all must stay up.</param>
    public async Task<ApplyOutcome> WaitAsync(TimeSpan settleTime, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = components.Changed;
            var outcome = Look();
            if (outcome?.Broken is not null) return outcome;
            if (outcome is null)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (_isLeft || await StaysAsync(changed, settleTime, cancellationToken).ConfigureAwait(false)) return outcome;
        }
    }

    /// <returns>False where a state changed within the time: all is to be looked at again.</returns>
    private static async Task<bool> StaysAsync(Task changed, TimeSpan settleTime, CancellationToken cancellationToken)
    {
        if (settleTime == TimeSpan.Zero) return true;
        // By the clock of the processes, whatever the components' limits are counted by.
        await changed.WaitAsync(settleTime, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !changed.IsCompleted;
    }

    /// <returns>Null while something is still to come.</returns>
    private ApplyOutcome? Look()
    {
        var isDone = true;
        _isLeft = false;
        foreach (var record in records)
        {
            if (components.Find(record.Name) is not { } component) continue; // removed again since
            if (component.Board.IsBroken)
            {
                if (!passedOver.Contains(record.Name)) return Broken(component, "");
            }
            else if (component.Board.Errors - _errorsBefore[record.Name] >= ErrorCounts.Most && IsNeverGivenUp(record))
            {
                _isLeft = true;
            }
            else if (!component.Board.IsUp)
            {
                isDone = false;
                // What waits for one that will not come up by itself would wait for ever.
                var missing = component.Board.State == LifecycleState.Installed ? components.MissingDependency(record) : null;
                if (missing is not null && components.Find(missing) is { Board.IsBroken: true } dependency) return Broken(dependency, $"; {record.Name} waits for it");
            }
        }
        return isDone ? ApplyOutcome.Success : null;
    }

    private static bool IsNeverGivenUp(ComponentRecord record) => LifecycleSteps.Read(record.Lifecycle).ErrorReset == TimeSpan.Zero;

    private static ApplyOutcome Broken(RunningComponent component, string more)
    {
        var view = component.Board.View;
        return new ApplyOutcome(view.Record.Name, $"{view.StatusCode}: {view.StatusReason}{more}");
    }
}
