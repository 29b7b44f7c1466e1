using Shoreline.Core;

namespace Shoreline.Lake.Query;

/// <summary>A query that was refused, is wrong, or went over its limits. The message says which, in one line.</summary>
public sealed class QueryException(string message, Exception? inner = null) : ShorelineException(message, inner)
{
    /// <summary>True where the text is at fault, so that it never ran; false where running it failed.</summary>
    public bool StatementIsWrong { get; init; }
}
