namespace Shoreline.Edge;

/// <summary>Delays between attempts: each twice the one before up to a limit, and spread by a fifth so that many gateways do not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan limit)
{
    private int _attempts;

    public TimeSpan Next()
    {
        var doubled = first * Math.Pow(2, Math.Min(_attempts++, 30));
        var capped = doubled < limit ? doubled : limit;
        return capped * (0.8 + 0.4 * Random.Shared.NextDouble());
    }

    /// <summary>The next delay is the first again.</summary>
    public void Reset() => _attempts = 0;
}
