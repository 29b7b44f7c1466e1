using System.Collections.Concurrent;
using System.Text;
using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>A destination that does what a test says, and writes down what was sent to it.</summary>
internal sealed class ScriptedDestination(string id = "cloud") : IExportDestination
{
    private readonly ConcurrentQueue<string> _attempts = new();
    private volatile bool _unreachable;

    public string Id => id;

    public ExportLimits Limits { get; set; } = new(BatchRecords: 10, BatchBytes: 1 << 20, WindowBatches: 1, WindowBytes: 1 << 20);

    public bool IsReachable => !_unreachable;

    /// <summary>What becomes of an attempt; may settle records one by one.</summary>
    public Func<ExportBatch, ISendPermit, CancellationToken, Task<Delivery>> Answer { get; set; } = (_, _, _) =>
        Task.FromResult(Delivery.Confirmed);

    /// <summary>Each attempt as <c>stream:first-last/pending</c>.</summary>
    public IReadOnlyList<string> Attempts => [.. _attempts];

    /// <summary>Payloads of confirmed records by stream and sequence.</summary>
    public ConcurrentDictionary<(string Stream, long Sequence), string> Taken { get; } = new();

    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        _attempts.Enqueue($"{batch.Stream}:{batch.First}-{batch.Last}/{batch.PendingCount}");
        var pending = Enumerable.Range(0, batch.Count).Where(batch.IsPending).ToList();
        var delivery = await Answer(batch, permit, cancellationToken);
        _unreachable = delivery.Outcome == DeliveryOutcome.Unreachable;
        foreach (var index in pending)
        {
            var isTaken = batch.IsPending(index) ? delivery.Outcome == DeliveryOutcome.Confirmed : batch.RefusalOf(index) is null;
            if (isTaken) Taken[(batch.Stream, batch.Records[index].Sequence)] = Encoding.UTF8.GetString(batch.Records[index].Payload.Span);
        }
        return delivery;
    }
}
