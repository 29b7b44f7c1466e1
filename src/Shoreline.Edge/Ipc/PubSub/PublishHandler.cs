using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>PublishToTopic (greengrass-ipc, 6.1). Done when it returns, so that a connection's messages keep their order.</summary>
internal sealed class PublishHandler(
    LocalTopics topics, Authorizer authorizer, ILogger logger) : OperationHandler(IpcOperations.PublishToTopic)
{
    // hot: per message
    public override ValueTask RunAsync(IpcStream stream, in ReadOnlySequence<byte> payload, CancellationToken ending)
    {
        var copy = payload.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)payload.Length);
        if (copy is not null) payload.CopyTo(copy);
        try
        {
            Publish(stream.Caller, copy is null ? payload.FirstSpan : copy.AsSpan(0, (int)payload.Length));
            stream.Answer(Operation.ResponseShape, "{}"u8);
        }
        catch (JsonException)
        {
            IpcLog.Unreadable(logger, Operation.Name, stream.Caller.Name);
            stream.FailUnreadable();
        }
        catch (IpcErrorException e)
        {
            stream.Fail(e);
        }
        catch (Exception e) // a fault of one operation must not end its connection
        {
            IpcLog.OperationFailed(logger, e, Operation.Name, stream.Caller.Name);
            stream.Fail(IpcErrorException.Failed(e.Message));
        }
        finally
        {
            if (copy is not null) ArrayPool<byte>.Shared.Return(copy);
        }
        return ValueTask.CompletedTask;
    }

    private void Publish(IpcCaller caller, ReadOnlySpan<byte> payload)
    {
        var message = PublishedMessage.Read(payload);
        if (message.Topic is null) throw IpcErrorException.InvalidArguments("Publish topic must not be null");
        if (!TopicFilter.IsTopic(message.Topic)) throw IpcErrorException.InvalidArguments("Publish topic must not contain a wildcard");
        authorizer.Demand(caller, IpcServices.PubSub, Operation, message.Topic);
        if (message.MessageJson.IsEmpty)
        {
            throw IpcErrorException.InvalidArguments("Publish message must be a jsonMessage or a binaryMessage with a message");
        }

        var before = message.IsBinary ? """{"binaryMessage":{"message":"""u8 : """{"jsonMessage":{"message":"""u8;
        var between = ""","context":{"topic":"""u8;
        var after = "}}}"u8;
        var length = before.Length + message.MessageJson.Length + between.Length + message.TopicJson.Length + after.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = 0;
            Append(before);
            Append(message.MessageJson);
            Append(between);
            Append(message.TopicJson);
            Append(after);
            topics.Publish(caller.Name, message.Topic, buffer.AsSpan(0, length));

            void Append(ReadOnlySpan<byte> part)
            {
                part.CopyTo(buffer.AsSpan(at));
                at += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
