using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>Something that lasts: it begins once it has held for the rule's <c>for</c>, and ends once it has not held for its <c>clear</c>.</summary>
internal sealed class Episode(RuleBasics basics)
{
    private const double SecondNs = 1e9;

    private bool _isTurning;
    private long _turningSinceNs;
    private long _lastYesNs;
    private long? _lastBeganNs;

    public bool IsOn { get; private set; }

    /// <summary>Whether it is not reported: it began within the cooldown of the one before.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>When it began to hold.</summary>
    public long SinceNs { get; private set; }

    /// <summary>How many have begun.</summary>
    public int Times { get; private set; }

    /// <summary>Id of the event of its beginning; null where none was wanted.</summary>
    public string? BeginId { get; set; }

    /// <summary>From when it began to hold to when it held last.</summary>
    public double Seconds => (_lastYesNs - SinceNs) / SecondNs;

    /// <summary>Takes what is so in a frame.</summary>
    /// <returns>Whether it begins or ends with this frame; null where it goes on as before, or must not be reported.</returns>
    public EventPhase? Update(Verdict verdict, long nowNs) // hot: per frame
    {
        if (verdict == Verdict.Yes) _lastYesNs = nowNs;
        if (verdict == Verdict.Unknown) return null;
        if ((verdict == Verdict.Yes) == IsOn)
        {
            _isTurning = false;
            return null;
        }
        if (!_isTurning) (_isTurning, _turningSinceNs) = (true, nowNs);
        if (nowNs - _turningSinceNs < (IsOn ? basics.ClearNs : basics.ForNs)) return null;
        return IsOn ? End() : Begin(nowNs);
    }

    /// <summary>Ends it at once, if it is under way.</summary>
    public EventPhase? End()
    {
        _isTurning = false;
        if (!IsOn) return null;
        IsOn = false;
        return IsSilent ? null : EventPhase.End;
    }

    /// <summary>As if nothing had ever been.</summary>
    public void Clear() => (_isTurning, IsOn, IsSilent, Times, BeginId, _lastBeganNs) = (false, false, false, 0, null, null);

    /// <summary>Details of its end, after the others.</summary>
    public List<EventDetail> EndDetails(string? reason, params ReadOnlySpan<EventDetail> others)
    {
        List<EventDetail> details = [.. others];
        if (BeginId is { } begin) details.Add(new EventDetail("begin", begin));
        if (reason is not null) details.Add(new EventDetail("reason", reason));
        return details;
    }

    private EventPhase? Begin(long nowNs)
    {
        (IsOn, _isTurning, SinceNs, BeginId) = (true, false, _turningSinceNs, null);
        IsSilent = _lastBeganNs is { } last && nowNs - last < basics.CooldownNs;
        if (IsSilent) return null;
        (_lastBeganNs, Times) = (nowNs, Times + 1);
        return EventPhase.Begin;
    }
}
