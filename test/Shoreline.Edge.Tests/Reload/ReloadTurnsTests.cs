using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Reload;

namespace Shoreline.Edge.Tests.Reload;

public sealed class ReloadTurnsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<ReloadReport> _begun = [];
    private readonly SemaphoreSlim _begins = new(0);
    private readonly SemaphoreSlim _mayEnd = new(0);

    public ReloadTurnsTests() => Directory.CreateDirectory(_folder["run"]);

    public void Dispose()
    {
        _folder.Dispose();
        _begins.Dispose();
        _mayEnd.Dispose();
    }

    [Fact]
    public async Task All_who_ask_while_one_is_under_way_share_the_next_and_no_two_run_at_once()
    {
        await using var turns = Turns();
        var first = turns.AskAsync();
        await _begins.WaitAsync(TestContext.Current.CancellationToken);

        Task<ReloadReport>[] later = [turns.AskAsync(), turns.AskAsync(), turns.AskAsync()];

        Assert.Equal((1, ReloadState.Running), (ReloadReport.Read(_folder.Path)!.Generation, ReloadReport.Read(_folder.Path)!.State));
        Assert.Single(_begun);
        _mayEnd.Release(2);
        Assert.Equal(1, (await first).Generation);
        Assert.All(await Task.WhenAll(later), report => Assert.Equal(2, report.Generation));
        Assert.Equal(2, _begun.Count);
        Assert.Equal(ReloadState.Applied, ReloadReport.Read(_folder.Path)!.State);
    }

    [Fact]
    public async Task One_that_breaks_off_is_a_failure_and_the_next_is_carried_out()
    {
        await using var turns = new ReloadTurns(
            (begun, _) => begun.Generation == 1
                ? throw new ArithmeticException("unforeseen")
                : Task.FromResult(begun with { State = ReloadState.Applied }),
            _folder["run", "reload.json"], NullLogger.Instance, TimeProvider.System);

        var broken = await turns.AskAsync();

        Assert.Equal(ReloadState.Failed, broken.State);
        Assert.Contains("unforeseen", broken.Fault, StringComparison.Ordinal);
        Assert.Equal(ReloadState.Applied, (await turns.AskAsync()).State);
    }

    [Fact]
    public async Task A_stop_breaks_off_what_is_under_way_and_says_so()
    {
        var turns = Turns();
        var running = turns.AskAsync();
        await _begins.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = turns.AskAsync();

        await turns.DisposeAsync();

        Assert.Equal(ReloadState.Failed, (await running).State);
        Assert.Equal(ReloadState.Failed, ReloadReport.Read(_folder.Path)!.State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns.AskAsync());
    }

    private ReloadTurns Turns() => new(
        async (begun, stopping) =>
        {
            _begun.Add(begun);
            _begins.Release();
            await _mayEnd.WaitAsync(stopping);
            return begun with { State = ReloadState.Applied };
        },
        _folder["run", "reload.json"], NullLogger.Instance, TimeProvider.System);
}
