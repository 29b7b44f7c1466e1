using System.Net.Http.Headers;

namespace Shoreline.Edge.Exports.Http;

/// <summary>Keeps to what a server says of when to come again (RFC 9110, 10.2.3), within bounds. Thread-safe.</summary>
internal sealed class RetryAfter(TimeProvider time)
{
    /// <summary>A server that asks for more is asked again then: the longest pause between any two attempts of an export.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private long _untilTicks; // UTC

    /// <param name="header">Seconds or a date; null leaves the pauses to the caller.</param>
    public void Note(RetryConditionHeaderValue? header)
    {
        var now = time.GetUtcNow();
        var asked = header?.Delta ?? header?.Date - now;
        if (asked is not { } pause || pause <= TimeSpan.Zero) return;
        Interlocked.Exchange(ref _untilTicks, (now + (pause < Longest ? pause : Longest)).UtcTicks);
    }

    /// <summary>Completes when the server may be asked again.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromTicks(Interlocked.Read(ref _untilTicks) - time.GetUtcNow().UtcTicks);
        if (left > Longest) left = Longest; // the clock was set back
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
    }
}
