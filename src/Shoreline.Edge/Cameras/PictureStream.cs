using Shoreline.Core.Records;
using Shoreline.Sdk;
using Shoreline.Vision.Sampling;

namespace Shoreline.Edge.Cameras;

/// <summary>Puts pictures into a stream as media records. What finds no room is counted by who gave it.</summary>
internal sealed class PictureStream(BufferedAppender stream) : IPictureStore
{
    public bool Keep(MediaHeader header, ReadOnlySpan<byte> picture) => stream.TryAppend(MediaRecord.Encode(header, picture));
}
