using Shoreline.Core;

namespace Shoreline.Lake.Delta;

/// <summary>Another writer committed something that this commit cannot go on top of. Read the table again and repeat the work.</summary>
public sealed class TableConflictException(string message) : ShorelineException(message)
{
    public override bool IsTransient => true;
}

/// <summary>A table's log holds something that this program cannot read or must not write.</summary>
public sealed class TableFormatException(string message, Exception? inner = null) : ShorelineException(message, inner);
