using System.Buffers;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>An operation that nobody carries out here (greengrass-ipc, 3.5).</summary>
internal sealed class UnsupportedHandler(IpcOperation operation) : OperationHandler(operation)
{
    public override ValueTask RunAsync(IpcStream stream, in ReadOnlySequence<byte> payload, CancellationToken ending)
    {
        stream.Fail(IpcErrorException.Failed($"Operation {Operation} is not supported by Greengrass"));
        return ValueTask.CompletedTask;
    }
}
