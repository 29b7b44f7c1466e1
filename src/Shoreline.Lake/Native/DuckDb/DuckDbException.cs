using Shoreline.Core;

namespace Shoreline.Lake.Native.DuckDb;

/// <summary>What libduckdb said went wrong, in its words.</summary>
internal sealed class DuckDbException(string message, DuckDbErrorType type) : ShorelineException(message)
{
    public DuckDbErrorType Type { get; } = type;
}
