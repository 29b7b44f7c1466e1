using System.Diagnostics;

namespace Shoreline.Edge.Exports;

/// <summary>A rate in bytes per second that may be saved up for a second, and no longer. Not thread-safe.</summary>
internal sealed class TokenBucket(long bytesPerSecond, TimeProvider time)
{
    private double _tokens = bytesPerSecond;
    private long _asOf = time.GetTimestamp();

    /// <summary>
    /// How long to wait before so many bytes may be taken. What is more than a second's worth may go once the bucket is full, and is paid
    /// off afterwards; without that, a record larger than the rate would never go.
    /// </summary>
    public TimeSpan WaitFor(long bytes)
    {
        Refill();
        var missing = Math.Clamp(bytes, 1, bytesPerSecond) - _tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(missing * 1000 / bytesPerSecond));
    }

    public void Take(long bytes)
    {
        Debug.Assert(bytes >= 0, "what is given back goes to GiveBack");
        Refill();
        _tokens -= bytes;
    }

    public void GiveBack(long bytes)
    {
        Refill();
        _tokens = Math.Min(bytesPerSecond, _tokens + bytes);
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(bytesPerSecond, _tokens + time.GetElapsedTime(_asOf, now).TotalSeconds * bytesPerSecond);
        _asOf = now;
    }
}
