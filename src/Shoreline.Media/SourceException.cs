using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>Why a source gives no video.</summary>
public enum SourceFault
{
    /// <summary>It cannot be reached or opened now.</summary>
    Unavailable,

    /// <summary>It refused the user name or password.</summary>
    Refused,

    /// <summary>It holds nothing that can be decoded.</summary>
    Unsupported,

    /// <summary>It broke off or is damaged.</summary>
    Damaged,

    /// <summary>It is open but nothing comes.</summary>
    Stalled,
}

/// <summary>A source failed. The message is one line without secrets: what, the element that said so, the cause, what to do.</summary>
public sealed class SourceException : ShorelineException
{
    public SourceException(SourceFault fault, string message, string? element = null, string? detail = null, Exception? inner = null)
        : base(message, inner) => (Fault, Element, Detail) = (fault, element, detail);

    public SourceFault Fault { get; }

    /// <summary>Kind of the GStreamer element that reported it, such as <c>rtspsrc</c>; null where it was none.</summary>
    public string? Element { get; }

    /// <summary>GStreamer's own account, for a developer. May hold several lines.</summary>
    public string? Detail { get; }

    public override bool IsTransient => Fault is SourceFault.Unavailable or SourceFault.Stalled;
}
