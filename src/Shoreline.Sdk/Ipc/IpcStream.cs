using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Sdk.Ipc;

/// <summary>What waits for messages of one stream of a connection: a call for its answer, a subscription for its events.</summary>
internal abstract class IpcStream
{
    /// <summary>Given by the connection; 0 before it is opened.</summary>
    public int Id { get; set; }

    /// <summary>Takes a message, called by one thread at a time.</summary>
    /// <returns>False where nothing more is wanted of this stream.</returns>
    public abstract bool Deliver(in RpcMessage message);

    /// <summary>The connection ended. Called once at most, and not after the stream has ended.</summary>
    public abstract void Fail(Exception failure);
}
