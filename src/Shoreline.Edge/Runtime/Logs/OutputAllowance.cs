namespace Shoreline.Edge.Runtime.Logs;

/// <summary>How fast the runtime takes what a step writes to one pipe; what comes faster waits in the pipe, and then its writer does.</summary>
/// <param name="BytesPerSecond">Of the log that it makes: see <see cref="OutputAllowance.CostOf"/>.</param>
/// <param name="BurstBytes">That may come at once, after a pause.</param>
internal sealed record OutputLimit(int BytesPerSecond = 1 << 20, int BurstBytes = 4 << 20);

/// <summary>What one pipe may still bring into the log: a bucket that fills with time. Not thread-safe.</summary>
internal sealed class OutputAllowance(OutputLimit limit, TimeProvider time)
{
    /// <summary>What an entry takes beside its text, about: without it <c>yes</c> would make 60 bytes of log of each byte that it is charged.</summary>
    public const int EntryBytes = 128;

    private double _left = limit.BurstBytes;
    private long _at = time.GetTimestamp();

    public static long CostOf(int bytes, int lines) => bytes + ((long)lines * EntryBytes);

    /// <summary>Charges what was read.</summary>
    /// <returns>How long to wait before reading on.</returns>
    public TimeSpan Take(long cost)
    {
        var now = time.GetTimestamp();
        _left = Math.Min(limit.BurstBytes, _left + (time.GetElapsedTime(_at, now).TotalSeconds * limit.BytesPerSecond)) - cost;
        _at = now;
        return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / limit.BytesPerSecond);
    }
}
