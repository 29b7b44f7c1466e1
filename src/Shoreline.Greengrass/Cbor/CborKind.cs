namespace Shoreline.Greengrass.Cbor;

/// <summary>What an item is, tags dropped.</summary>
public enum CborKind
{
    WholeNumber,
    Bytes,
    Text,
    Array,
    Map,
    Boolean,

    /// <summary>null or undefined.</summary>
    Nothing,
    FloatingPoint,

    /// <summary>A simple value other than false, true, null and undefined.</summary>
    Simple,

    /// <summary>The end of an array or map of indefinite length.</summary>
    Break,
}
