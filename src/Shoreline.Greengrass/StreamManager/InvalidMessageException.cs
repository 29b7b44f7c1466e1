using Shoreline.Core;

namespace Shoreline.Greengrass.StreamManager;

/// <summary>A message is well-formed CBOR but breaks a rule of its kind: a field is missing, of another type, or out of range.</summary>
public sealed class InvalidMessageException(string message, Exception? inner = null) : ShorelineException(message, inner);
