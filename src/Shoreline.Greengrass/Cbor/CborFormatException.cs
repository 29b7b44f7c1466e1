using Shoreline.Core;

namespace Shoreline.Greengrass.Cbor;

/// <summary>The bytes are not one well-formed CBOR item within our limits.</summary>
public sealed class CborFormatException(string message) : ShorelineException(message);

/// <summary>The CBOR is well-formed, but an item is of another kind than the message asks for.</summary>
public sealed class CborKindException(string message) : ShorelineException(message);
