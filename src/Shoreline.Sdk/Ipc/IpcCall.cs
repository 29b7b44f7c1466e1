using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Sdk.Ipc;

/// <summary>Waits for the one answer of an operation.</summary>
internal sealed class IpcCall<TResponse>(string operation, JsonTypeInfo<TResponse> response) : IpcStream
{
    private readonly TaskCompletionSource<TResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResponse> Answer => _answer.Task;

    // hot: per message
    public override bool Deliver(in RpcMessage message)
    {
        if (message.Type == MessageType.ApplicationError) _answer.TrySetException(IpcErrorAnswer.ToException(operation, message));
        else
        {
            try
            {
                _answer.TrySetResult(IpcJson.Read(message.Payload, response));
            }
            catch (JsonException e)
            {
                _answer.TrySetException(new IpcException($"The nucleus' answer to {operation} is not of its shape: {e.Message}", e));
            }
        }
        return false;
    }

    public override void Fail(Exception failure) => _answer.TrySetException(failure);
}
