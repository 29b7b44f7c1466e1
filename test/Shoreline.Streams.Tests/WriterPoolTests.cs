using Shoreline.Streams.Writing;

namespace Shoreline.Streams.Tests;

public class WriterPoolTests
{
    [Fact]
    public async Task An_idle_pool_has_no_threads_and_works_again_when_asked()
    {
        var pool = new WriterPool(maxThreads: 2, linger: TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3; i++)
        {
            var work = new CountedWork(turns: 5);
            pool.Enqueue(work);
            await work.Done.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => pool.ThreadCount == 0, "the thread ends");
        }
    }

    [Fact]
    public async Task One_that_waits_for_its_disk_does_not_hold_up_the_others()
    {
        var pool = new WriterPool(maxThreads: 2, linger: TimeSpan.FromMilliseconds(10));
        using var stuck = new StuckWork();
        pool.Enqueue(stuck);
        var work = new CountedWork(turns: 1);

        pool.Enqueue(work);

        await work.Done.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class CountedWork(int turns) : IWriterWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = turns;

        public Task Done => _done.Task;

        public bool Run(byte[] staging)
        {
            if (--_left > 0) return true;
            _done.SetResult();
            return false;
        }
    }

    private sealed class StuckWork : IWriterWork, IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();

        public bool Run(byte[] staging)
        {
            _gate.Wait();
            return false;
        }

        public void Dispose() => _gate.Set();
    }
}
