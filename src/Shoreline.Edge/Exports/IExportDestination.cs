namespace Shoreline.Edge.Exports;

/// <summary>Where records go. One destination serves many streams, and many batches of each at once.</summary>
internal interface IExportDestination
{
    /// <summary>Name for messages: <c>cloud</c>, <c>local</c>.</summary>
    string Id { get; }

    ExportLimits Limits { get; }

    /// <summary>False while there is known to be no connection.</summary>
    bool IsReachable { get; }

    /// <summary>Completes once an attempt makes sense.</summary>
    ValueTask WaitReachableAsync(CancellationToken cancellationToken);

    /// <summary>
    /// One attempt to deliver what is pending of a batch. Does not throw for what the destination or the network does; the caller tries
    /// again with what is then still pending.
    /// </summary>
    /// <param name="permit">The caller's turn on the link. Give it back as soon as the bytes are across, if an answer follows later;
    /// otherwise the caller does.</param>
    Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken);
}

/// <summary>A turn on a link that exports share. While it is held, exports of lower priority wait.</summary>
internal interface ISendPermit : IDisposable
{
    /// <summary>
    /// Waits until the bandwidth budget has so many bytes, and takes them. The bytes of a batch are paid for already; this is for what a
    /// destination sends beside them, such as the file that a record names.
    /// </summary>
    ValueTask SpendAsync(long bytes, CancellationToken cancellationToken);
}

/// <summary>How an attempt went, for what was pending of the batch.</summary>
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
    /// <summary>The destination has stored all that was pending.</summary>
    Confirmed,

    /// <summary>It will never take what is still pending.</summary>
    Refused,

    /// <summary>Not this time; what is still pending is sent again.</summary>
    Failed,

    /// <summary>There was no connection.</summary>
    Unreachable,
}
