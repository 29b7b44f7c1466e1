namespace Shoreline.Vision.Rules;

/// <summary>Time by which rules count: never goes back, whatever the camera's clock and time stamps do, and knows when frames are missing.</summary>
internal sealed class FrameClock
{
    private const long SecondNs = 1_000_000_000;
    private const long ShortestGapNs = 10 * SecondNs;
    private const long LongestUsualNs = 600 * SecondNs; // a camera that is slower is one that is broken
    private const int GapIntervals = 5;
    private const double Weight = 1.0 / 8; // of the latest interval in the usual one

    private bool _isRunning;
    private long _lastPtsNs;
    private long _lastCapturedNs;
    private double _usualNs;

    public long NowNs { get; private set; }

    /// <summary>Goes on to the next frame.</summary>
    /// <returns>Whether frames are missing before it.</returns>
    public bool Advance(long capturedAtNs, long ptsNs) // hot: per frame
    {
        // Time stamps of one session are exact; from one session to the next only the clock tells, and it may have been set.
        var interval = ptsNs > _lastPtsNs ? ptsNs - _lastPtsNs : Math.Max(0, capturedAtNs - _lastCapturedNs);
        (_lastPtsNs, _lastCapturedNs) = (ptsNs, capturedAtNs);
        if (!_isRunning)
        {
            _isRunning = true;
            return false;
        }
        NowNs += interval;
        var isGap = interval > (_usualNs == 0 ? LongestUsualNs : Math.Max(ShortestGapNs, GapIntervals * _usualNs));
        // After a gap the interval is taken for the usual one: if the camera has become slow, the next frame is no gap, and if not, it is soon forgotten.
        _usualNs = isGap || _usualNs == 0 ? Math.Min(interval, LongestUsualNs) : _usualNs + (Weight * (interval - _usualNs));
        return isGap;
    }
}
