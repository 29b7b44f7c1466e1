using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>A time for which a condition holds: it has begun once it has held for a while, and is over once it has not held for a while.</summary>
/// <remarks>
/// A camera sees moments, not spans. What lies between two frames is counted for the worker: a spell may have begun just after the last frame in which it did not hold, and
/// may have ended just before the first one in which it no longer did.
/// </remarks>
internal sealed class Spell(long forNs, long clearNs)
{
    private const long LongAgoNs = long.MinValue / 2; // whoever comes into the picture may have been at it for any time

    private bool _isTurning;
    private long _turningSinceNs;
    private long _lastNoNs = LongAgoNs;
    private long _notBeforeNs; // the last frame before it in which it did not hold
    private long _lastYesNs;

    public bool IsOn { get; private set; }

    /// <summary>Whether it holds in the latest frame that could tell.</summary>
    public bool Holds => IsOn && !_isTurning;

    /// <summary>What the latest frame did to it.</summary>
    public SpellChange Change { get; private set; }

    /// <summary>The first frame of the latest spell in which it held.</summary>
    public long SinceNs { get; private set; }

    /// <summary>The last frame of the latest spell in which it held.</summary>
    public long HeldUntilNs => _lastYesNs;

    /// <summary>The first frame after the latest spell in which it did not hold.</summary>
    public long OverNs { get; private set; }

    /// <summary>Since when it holds, where it does and not yet for long enough; null otherwise.</summary>
    public long? ComingSinceNs => !IsOn && _isTurning ? _turningSinceNs : null;

    /// <summary>For how long it held in the latest spell, at least.</summary>
    public long ShortestNs => _lastYesNs - SinceNs;

    /// <summary>For how long it can have held in the latest spell, which is over, at most.</summary>
    public long LongestNs => OverNs - _notBeforeNs;

    /// <summary>Takes what is so in a frame.</summary>
    public void Update(Verdict verdict, long nowNs) // hot: per frame
    {
        Change = SpellChange.None;
        if (verdict == Verdict.Unknown) return;
        var holds = verdict == Verdict.Yes;
        if (holds == IsOn)
        {
            _isTurning = false;
        }
        else
        {
            if (!_isTurning) (_isTurning, _turningSinceNs) = (true, nowNs);
            if (nowNs - _turningSinceNs >= (IsOn ? clearNs : forNs)) Turn();
        }
        if (!holds) _lastNoNs = nowNs;
        else if (IsOn) _lastYesNs = nowNs;
    }

    /// <summary>Ends a spell that goes on only because it is not sure yet that it is over.</summary>
    /// <returns>Whether it was such a one.</returns>
    public bool Cut()
    {
        if (!IsOn || !_isTurning) return false;
        Turn();
        return true;
    }

    public void Clear()
    {
        (_isTurning, IsOn, Change) = (false, false, SpellChange.None);
        _lastNoNs = LongAgoNs;
    }

    private void Turn()
    {
        (IsOn, _isTurning) = (!IsOn, false);
        Change = IsOn ? SpellChange.Began : SpellChange.Ended;
        if (!IsOn) OverNs = _turningSinceNs;
        else (SinceNs, _notBeforeNs) = (_turningSinceNs, _lastNoNs);
    }
}

internal enum SpellChange
{
    None,
    Began,
    Ended,
}
