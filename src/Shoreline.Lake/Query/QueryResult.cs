namespace Shoreline.Lake.Query;

/// <summary>Bounds of one query.</summary>
public sealed record QueryLimits
{
    /// <summary>Rows returned at most; what comes after is cut off. Default 10,000.</summary>
    public int MaxRows { get; init; } = 10_000;

    /// <summary>Memory of the returned values at most, in bytes; what comes after is cut off. Default 64 MiB.</summary>
    public long MaxResultBytes { get; init; } = 64L << 20;

    /// <summary>Time the query may run. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A column of a result.</summary>
/// <param name="Type">As SQL writes it: <c>BIGINT</c>, <c>TIMESTAMP WITH TIME ZONE</c>, <c>DOUBLE[]</c> …</param>
public sealed record QueryColumn(string Name, string Type);

/// <summary>Rows of a query.</summary>
/// <param name="Rows">
/// Each a value for each column: null, <see cref="bool"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/>,
/// <see cref="double"/>,
/// <see cref="decimal"/>, <see cref="string"/>, <c>byte[]</c>, <see cref="DateOnly"/>, <see cref="SqlTimestamp"/>, <c>object?[]</c> for
/// lists and
/// <see cref="SqlStruct"/>. <see cref="QueryResultWriter"/> turns them into text.
/// </param>
/// <param name="Truncated">Whether a limit cut rows off.</param>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<object?[]> Rows, bool Truncated, TimeSpan Elapsed);
