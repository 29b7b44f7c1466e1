using System.Text;

namespace Shoreline.Streams.Tests;

public sealed class AppendOperationTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Operations_complete_in_order_and_can_be_used_again()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });
        var operations = Enumerable.Range(0, 50).Select(_ => new Operation()).ToList();

        for (var turn = 0; turn < 20; turn++)
        {
            foreach (var (i, operation) in operations.Index()) operation.Append(stream, $"record {(turn * 50) + i}");
            foreach (var (i, operation) in operations.Index())
            {
                Assert.Null(await operation.EndAsync());
                Assert.Equal((turn * 50) + i, operation.Sequence);
            }
        }

        Assert.Equal(TestStreams.Payloads(1000), stream.ReadAll().Select(record => record.Payload));
    }

    [Fact]
    public async Task One_that_is_refused_is_completed_with_the_reason_before_the_call_returns()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "small", MaxBytes = 1024, SegmentBytes = 1024 });
        var operation = new Operation();

        operation.Append(stream, new string('x', 1000));
        var tooLarge = operation.EndAsync();
        Assert.True(tooLarge.IsCompleted);
        Assert.IsType<RecordTooLargeException>(await tooLarge);

        operation.Append(stream, "fits");
        Assert.Null(await operation.EndAsync());
        await store.DeleteAsync("small");
        operation.Append(stream, "late");
        Assert.IsType<StreamNotFoundException>(await operation.EndAsync());
    }

    [Fact]
    public async Task A_name_need_not_be_a_string_to_find_its_stream()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });

        Assert.True(store.TryGet("my readings".AsSpan(3), out var found));
        Assert.Same(stream, found);
        Assert.False(store.TryGet("Readings".AsSpan(), out _));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Operation : AppendOperation
    {
        private TaskCompletionSource<Exception?> _end = new();

        public void Append(DurableStream stream, string text)
        {
            _end = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
            Payload = Encoding.UTF8.GetBytes(text);
            stream.Append(this);
        }

        public Task<Exception?> EndAsync() => _end.Task.WaitAsync(TimeSpan.FromSeconds(30));

        protected internal override void Complete(Exception? error) => _end.SetResult(error);
    }
}
