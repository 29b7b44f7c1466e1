using Shoreline.Core;

namespace Shoreline.Edge.Shadows;

/// <summary>Why a shadow operation is refused. The number is the code that clients know from the rejected topics.</summary>
internal enum ShadowRefusal
{
    Invalid = 400,
    NotFound = 404,
    VersionConflict = 409,
    TooLarge = 413,
    TooManyRequests = 429,
    Failed = 500,
}

/// <summary>A shadow operation is refused, and nothing changed.</summary>
internal sealed class ShadowException(ShadowRefusal refusal, string message, Exception? inner = null) : ShorelineException(message, inner)
{
    public ShadowRefusal Refusal { get; } = refusal;

    public static ShadowException Invalid(string message) => new(ShadowRefusal.Invalid, message);
}
