using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>An RTSP camera. <c>Location</c> holds neither user nor password; they are kept apart so that nothing prints them.</summary>
internal sealed record RtspSource(string Location, string? User, string? Password) : SourceAddress
{
    public override string Shown => Location;

    public override bool IsFinite => false;

    public override bool IsLive => true;

    public static RtspSource ParseRest(string source)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new InvalidInputException("The rtsp address has no host that can be read: write rtsp://camera:554/stream."); // the text may hold a password
        }
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? uri.UserInfo : uri.UserInfo[..colon];
        var location = uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo & ~UriComponents.Fragment, UriFormat.UriEscaped);
        return new RtspSource(
            location, user.Length == 0 ? null : Uri.UnescapeDataString(user), colon < 0 ? null : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
    }

    // A record prints its members otherwise.
    public override string ToString() => Location;
}
