using System.Diagnostics.Metrics;

namespace Shoreline.Edge.Ipc;

/// <summary>What the IPC server counts of its clients.</summary>
internal sealed class IpcMetrics : IDisposable
{
    public const string MeterName = "Shoreline.Edge.Ipc";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _overflows;
    private long _overflowCount;

    /// <param name="connections">Those that are open at the moment of an observation.</param>
    public IpcMetrics(Func<int> connections)
    {
        _accepted = _meter.CreateCounter<long>(
            "shoreline.ipc.connections.accepted", "{connection}", "Connections whose token was accepted");
        _refused = _meter.CreateCounter<long>(
            "shoreline.ipc.connections.refused", "{connection}", "Connections that were refused or gave no token in time");
        _overflows = _meter.CreateCounter<long>(
            "shoreline.ipc.overflows", "{connection}", "Connections closed because their client did not read fast enough");
        _meter.CreateObservableGauge("shoreline.ipc.connections", connections, "{connection}", "Connections that are open");
    }

    /// <summary>Connections closed because their client did not read fast enough.</summary>
    public long OverflowCount => Interlocked.Read(ref _overflowCount);

    public void Accepted() => _accepted.Add(1);

    public void Refused() => _refused.Add(1);

    public void Overflowed()
    {
        Interlocked.Increment(ref _overflowCount);
        _overflows.Add(1);
    }

    public void Dispose() => _meter.Dispose();
}
