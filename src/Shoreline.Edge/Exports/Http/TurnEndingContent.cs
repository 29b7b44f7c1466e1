using System.Net;

namespace Shoreline.Edge.Exports.Http;

/// <summary>A body that gives the turn on the link back as soon as it is sent, while the answer may be long in coming.</summary>
internal sealed class TurnEndingContent(ReadOnlyMemory<byte> body, ISendPermit turn) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        turn.Dispose();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
