namespace Shoreline.Edge.Exports;

/// <summary>Where records go. One destination serves many streams, and many batches of each at once.</summary>
internal interface IExportDestination
{
    /// <summary>Name of the cursor that this destination moves: <c>cloud</c>, <c>local</c>.</summary>
    string Id { get; }

    ExportLimits Limits { get; }

    /// <summary>False while there is known to be no connection.</summary>
    bool IsReachable { get; }

    /// <summary>Completes once an attempt makes sense.</summary>
    ValueTask WaitReachableAsync(CancellationToken cancellationToken);

    /// <summary>One attempt to deliver. Does not throw for what the destination or the network does; the caller tries again.</summary>
    Task<Delivery> DeliverAsync(ExportBatch batch, CancellationToken cancellationToken);
}

/// <summary>How an attempt went.</summary>
/// <param name="Reason">Null for <see cref="DeliveryOutcome.Confirmed"/>, otherwise one line for people.</param>
internal readonly record struct Delivery(DeliveryOutcome Outcome, string? Reason)
{
    public static Delivery Confirmed => new(DeliveryOutcome.Confirmed, null);

    public static Delivery Refused(string reason) => new(DeliveryOutcome.Refused, reason);

    public static Delivery Failed(string reason) => new(DeliveryOutcome.Failed, reason);

    public static Delivery Unreachable(string reason) => new(DeliveryOutcome.Unreachable, reason);
}

internal enum DeliveryOutcome
{
    /// <summary>The destination has stored all records of the batch.</summary>
    Confirmed,

    /// <summary>It will never take them.</summary>
    Refused,

    /// <summary>Not this time.</summary>
    Failed,

    /// <summary>There was no connection.</summary>
    Unreachable,
}
