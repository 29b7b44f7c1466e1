using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.StreamManager;

/// <summary>Makes answers that the connection's client understands, and hands them to the sender.</summary>
internal sealed class Responder(FrameSender sender, string connectionId, string protocolVersion, ILogger logger)
{
    public FrameSender Sender { get; } = sender;

    public void Send(Operation operation, StreamManagerResponse response) => Sender.Add(operation, response);

    // hot: per record
    public void SendAppended(ReadOnlySpan<byte> requestId, long sequence) => Sender.AddAppended(requestId, sequence);

    /// <summary>
    /// Answers a request with the status that fits what went wrong; what we did not foresee is logged and answered as an unknown failure.
    /// </summary>
    public void Fail(Operation request, string requestId, Exception exception)
    {
        var status = RequestFailure.StatusOf(exception);
        if (status is null) StreamServerLog.RequestFailed(logger, exception, request.ToString(), connectionId);
        Sender.Add(request.Answer(), new StreamManagerResponse
        {
            RequestId = requestId,
            Status = ProtocolVersions.Express(status ?? StatusCode.UnknownFailure, protocolVersion),
            ErrorMessage = status is null ? "the server failed; its log says why" : exception.Message,
        });
    }
}
