namespace Shoreline.Streams;

/// <summary>
/// One append on its way to the disk. For callers with many under way, who would rather be told than await each, and who use the object
/// again.
/// </summary>
/// <remarks>It belongs to the stream from <see cref="DurableStream.Append"/> until <see cref="Complete"/> is called.</remarks>
public abstract class AppendOperation
{
    /// <summary>Must stay unchanged meanwhile. It is not copied while it waits.</summary>
    public ReadOnlyMemory<byte> Payload { get; protected set; }

    /// <summary>The record's, once it is stored.</summary>
    public long Sequence { get; internal set; }

    /// <summary>The operation behind this one in the writer's queue.</summary>
    internal AppendOperation? Next { get; set; }

    /// <summary>Called once, when the record is stored or refused. The object may be used for another append from here on.</summary>
    /// <remarks>
    /// Runs on the stream's writer, record after record of a batch, and on the thread of <see cref="DurableStream.Append"/> for one refused
    /// at once. The next batch waits for it: it must neither block nor throw.
    /// </remarks>
    /// <param name="error">Why it is not stored; null where it is. The kinds are those of <see cref="DurableStream.AppendAsync"/>.</param>
    protected internal abstract void Complete(Exception? error);
}
