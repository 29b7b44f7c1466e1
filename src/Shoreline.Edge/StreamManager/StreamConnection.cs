using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>One client: handshake, requests in, answers out, an orderly end.</summary>
/// <remarks>
/// Appends go to the engine as they arrive and are answered when stored. Any other request first lets the appends before it finish, so that
/// what one sends back to back takes effect in that order; a read then goes on by itself.
/// </remarks>
internal sealed class StreamConnection(
    string id, Socket socket, Entrant entrant, StreamStore store, StreamRequests requests, ServerMemory memory, StreamServerOptions options,
    ILogger logger, TimeProvider time)
{
    private const int HandshakeFrameBytes = 64 << 10; // before the token is checked, nobody gets more memory than this
    private static readonly TimeSpan OverdueInterval = TimeSpan.FromSeconds(5);
    private static readonly string ServerVersion = typeof(StreamConnection).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Serves until the client leaves, breaks the protocol, or <paramref name="stopping"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        socket.NoDelay = true;
        await using var network = new NetworkStream(socket, ownsSocket: true);
        using var sender = new FrameSender(network);
        using var frames = new FrameReader(network, new ReceiveMemory(memory), options.LargeFrameTimeout)
        {
            MaxFrameBytes = HandshakeFrameBytes,
        };
        using var sending = new CancellationTokenSource();
        var sent = sender.RunAsync(sending.Token);
        var clientLeft = false;
        try
        {
            clientLeft = await ServeAsync(frames, sender, stopping);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            clientLeft = true; // it was cut off: there is nobody to answer
        }
        finally
        {
            sender.Complete();
            sending.CancelAfter(options.DrainTimeout);
            await sent;
            if (!clientLeft) await SayGoodbyeAsync(frames);
            StreamServerLog.Ended(logger, id);
        }
    }

    /// <returns>True where the client closed its side, or is not to be waited for.</returns>
    private async Task<bool> ServeAsync(FrameReader frames, FrameSender sender, CancellationToken stopping)
    {
        var protocol = await ShakeHandsAsync(frames, sender, stopping);
        if (protocol is null) return entrant.GivingWay.IsCancellationRequested;

        memory.Enter();
        try
        {
            return await ServeAsync(frames, sender, protocol, stopping);
        }
        finally
        {
            memory.Leave();
        }
    }

    private async Task<bool> ServeAsync(FrameReader frames, FrameSender sender, string protocol, CancellationToken stopping)
    {
        frames.MaxFrameBytes = options.MaxFrameBytes;
        var responder = new Responder(sender, id, protocol, logger);
        using var ending = new CancellationTokenSource();
        var appends = new PendingAppends(store, options, time, responder);
        using var reads = new WaitingReads(store, options, memory, time, responder);
        await using var overdue = time.CreateTimer(_ => appends.AnswerOverdue(), null, OverdueInterval, OverdueInterval);
        try
        {
            return await TakeRequestsAsync(frames, responder, appends, reads, protocol, ending.Token, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await ending.CancelAsync(); // reads that wait answer now
            await reads.EndAsync();
            await DrainAsync(appends);
        }
    }

    /// <summary>Answers the first frame. Returns the protocol version agreed on; null where the connection must end.</summary>
    private async Task<string?> ShakeHandsAsync(FrameReader frames, FrameSender sender, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping, entrant.GivingWay);
        patience.CancelAfter(options.HandshakeTimeout);
        try
        {
            var version = await frames.ReadVersionAsync(patience.Token);
            if (version < 0) return null;
            var isKnown = version == ProtocolVersions.ConnectVersion; // otherwise what follows cannot be told
            var result = isKnown ? await frames.ReadAsync(patience.Token) : FrameResult.End;
            var payload = result is FrameResult.Whole or FrameResult.TooLarge ? frames.Payload : default;
            if (isKnown && result is FrameResult.End or FrameResult.Broken) return Refused("the connect request is not whole");

            var answer = new Handshake(options.Token, ServerVersion, options.IsComponents).Answer(
                version, isKnown ? frames.Operation : null, payload, id, out var sdkVersion);
            if (answer.Status == StatusCode.Success && !entrant.TryConnect()) answer = NoRoom(answer.RequestId);
            sender.AddVersion();
            sender.Add(Operation.ConnectResponse, answer);
            if (answer.Status != StatusCode.Success) return Refused(answer.ErrorMessage!);
            StreamServerLog.Connected(logger, id, sdkVersion, answer.ProtocolVersion!);
            return answer.ProtocolVersion;
        }
        catch (OperationCanceledException)
        {
            if (stopping.IsCancellationRequested) return null;
            if (!entrant.GivingWay.IsCancellationRequested)
            {
                return Refused($"no handshake within {options.HandshakeTimeout.TotalSeconds:0} s");
            }
            sender.AddVersion(); // one of the official clients waits for ever where a connection just closes
            sender.Add(Operation.ConnectResponse, new ConnectResponse
            {
                RequestId = "",
                Status = StatusCode.UnknownFailure,
                ErrorMessage = $"over {options.MaxUnfinished} connections have sent no connect request, and this is the oldest; try again",
            });
            return null; // the server says so, for all of them together
        }
    }

    private ConnectResponse NoRoom(string requestId) => new()
    {
        RequestId = requestId,
        Status = StatusCode.UnknownFailure,
        ErrorMessage = $"{options.MaxConnections} connections are open already; close one, or try again later",
    };

    private string? Refused(string reason)
    {
        StreamServerLog.Refused(logger, id, reason);
        return null;
    }

    /// <param name="ending">Ends the reads that wait.</param>
    /// <returns>True where the client closed its side in good order.</returns>
    private async Task<bool> TakeRequestsAsync(
        FrameReader frames, Responder responder, PendingAppends appends, WaitingReads reads, string protocol, CancellationToken ending,
        CancellationToken stopping)
    {
        while (true)
        {
            if (!responder.Sender.HasRoom) await responder.Sender.RoomAsync(stopping);
            if (!appends.HasRoom || !HoldsLittle()) await appends.RoomAsync(HoldsLittle, stopping);
            var result = await frames.ReadAsync(stopping);
            if (result == FrameResult.End) return true;
            if (result == FrameResult.Broken) return Closed("a frame is cut off, or its length is impossible");

            var (operation, payload) = (frames.Operation, frames.Payload);
            if (operation == Operation.AppendMessage && result == FrameResult.Whole && appends.TryBegin(payload, frames.Block)) continue;
            var found = result == FrameResult.Whole
                ? RequestId.TryRead(payload, out var requestId)
                : RequestId.TryReadFirst(payload, out requestId);
            if (!found)
            {
                return Closed("a request is no CBOR map with a usable requestId, so it cannot be answered");
            }
            var isRequest = operation != Operation.Connect && operation.Answer() != Operation.UnknownOperationError
                && !(operation == Operation.UpdateMessageStream && protocol == ProtocolVersions.Old);
            if (!isRequest)
            {
                if (protocol == ProtocolVersions.Old) return Closed($"operation {(int)operation} does not exist in protocol {protocol}");
                responder.Send(Operation.UnknownOperationError, new StreamManagerResponse
                {
                    RequestId = requestId,
                    Status = StatusCode.UnknownOperation,
                    ErrorMessage = $"unknown operation {(int)operation}",
                });
            }
            else if (result == FrameResult.TooLarge)
            {
                responder.Fail(operation, requestId, new RequestFailure(
                    StatusCode.RequestPayloadTooLarge, $"the request is larger than {options.MaxFrameBytes:N0} bytes"));
            }
            else if (result == FrameResult.NoMemory)
            {
                responder.Fail(operation, requestId, new RequestFailure(
                    StatusCode.OutOfMemoryError, "the server has no memory for so large a request at this moment; send it again"));
            }
            else
            {
                await TakeAsync(operation, payload, requestId);
            }
        }

        bool HoldsLittle() => frames.LeftBytes < memory.PendingAppendBytes;

        async ValueTask TakeAsync(Operation operation, ReadOnlyMemory<byte> payload, string requestId)
        {
            StreamManagerRequest request;
            try
            {
                request = StreamManagerRequest.Read(operation, payload, requestId);
            }
            catch (InvalidMessageException e)
            {
                responder.Fail(operation, requestId, e);
                return;
            }
            if (request is AppendMessageRequest append)
            {
                appends.Begin(append, frames.Block);
                return;
            }
            var arrivedAt = time.GetTimestamp();
            await appends.AllAnsweredAsync(stopping);
            if (request is ReadMessagesRequest read)
            {
                reads.Begin(read, arrivedAt, ending);
                return;
            }
            try
            {
                responder.Send(
                    operation.Answer(), await requests.CarryOutAsync(request, options.RequestTimeout - time.GetElapsedTime(arrivedAt)));
            }
            catch (Exception e)
            {
                responder.Fail(operation, requestId, e);
            }
        }
    }

    private bool Closed(string reason)
    {
        StreamServerLog.Closed(logger, id, reason);
        return false;
    }

    private async Task DrainAsync(PendingAppends appends)
    {
        using var patience = new CancellationTokenSource(options.DrainTimeout, time);
        try
        {
            await appends.AllAnsweredAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            StreamServerLog.Closed(logger, id, $"appends were still waiting for the disk after {options.DrainTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>
    /// Ends our side and reads over what the client still sends, for a moment: closing with unread bytes would destroy the last answer on
    /// its way.
    /// </summary>
    private async Task SayGoodbyeAsync(FrameReader frames)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(second.Token, entrant.GivingWay);
            await frames.DiscardAllAsync(moment.Token);
        }
        catch (Exception e) when (
            e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It went without a goodbye, or talks on: closed either way.
        }
    }
}
