using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>Any gst-launch text. Its last element gives raw, H.264 or other encoded video.</summary>
/// <remarks>The text is the user's own and may hold secrets, so it is never shown.</remarks>
internal sealed record PipelineSource(string Text) : SourceAddress
{
    public override string Shown => "pipeline:…";

    public override bool IsFinite => true; // whether it ends is the user's choice

    public static PipelineSource ParseRest(string text) => text.Trim() is { Length: > 0 } given
        ? new PipelineSource(given)
        : throw new InvalidInputException("'pipeline:' has no text: write, for example, pipeline:videotestsrc ! video/x-raw,width=640,height=360.");

    public override string ToString() => Shown;
}
