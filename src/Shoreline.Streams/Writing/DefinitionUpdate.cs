namespace Shoreline.Streams.Writing;

/// <summary>A change of a stream's definition on its way to the writer.</summary>
internal sealed class DefinitionUpdate(StreamDefinition definition)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamDefinition Definition { get; } = definition;

    public Task Done => _done.Task;

    public void Succeed() => _done.SetResult();

    public void Fail(Exception why) => _done.SetException(why);
}
