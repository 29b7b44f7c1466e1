namespace Shoreline.Media.Fragments;

/// <summary>Decode times for sources that do not give them, such as RTP: its packets carry presentation times only.</summary>
/// <remarks>
/// Each picture is decoded one duration after the one before, never later than the latest presentation time seen, and a key frame not before it is shown: so times
/// follow the source's clock over losses and changes of rate. Pictures shown out of order get negative composition offsets, which fragments allow.
/// </remarks>
internal sealed class DecodeTimes
{
    private const long UsualDurationNs = 33_333_333;
    private long _last = long.MinValue;
    private long _latestPts = long.MinValue;

    // hot: per encoded frame
    public long Next(long? dtsNs, long? ptsNs, long? durationNs, bool isKeyFrame)
    {
        if (dtsNs is { } given) return _last = given;
        var expected = _last == long.MinValue ? ptsNs ?? 0 : _last + (durationNs ?? UsualDurationNs);
        if (ptsNs is not { } pts) return _last = expected;
        _latestPts = Math.Max(_latestPts, pts);
        var earliest = isKeyFrame ? Math.Max(_last, pts) : _last;
        return _last = Math.Max(earliest, Math.Min(expected, _latestPts));
    }
}
