using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>Runs a bootstrap step (greengrass-components, 1.9 and 7.11): outside the life cycle, while a deployment waits for it.</summary>
internal static class BootstrapStep
{
    /// <returns>The exit code; 0 where it is skipped; null where it exceeded its limit.</returns>
    /// <exception cref="StepException">It cannot be started.</exception>
    public static async Task<int?> RunAsync(ComponentSite site, LifecycleStep step, ComponentRecord record, TimeProvider time, CancellationToken cancellationToken)
    {
        site.ForgetUser(); // the new version may have another
        var process = await site.StartAsync(step, record, () => LifecycleText.Of(LifecycleState.New)).ConfigureAwait(false);
        if (process is null) return 0;
        try
        {
            return await process.Exited.WaitAsync(step.Timeout ?? Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            await site.StopAsync().ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
            site.ForgetUser();
        }
    }
}
