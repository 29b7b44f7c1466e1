namespace Shoreline.Streams.Writing;

/// <summary>What the writers of all streams of a store share.</summary>
internal sealed record WriterServices(
    IWriterPool Pool, AwaitedAppendPool Operations, OpenFiles OpenFiles, PendingBytes Pending, ExpiryClock ExpiryClock, TimeProvider Time);
