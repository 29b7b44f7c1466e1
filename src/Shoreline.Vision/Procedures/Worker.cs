using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>Who goes through a procedure: one object, or all that is in front of a camera. Brings the spells of the conditions up to date, and with them the run.</summary>
internal sealed class Worker
{
    private const int FramesToGo = 2;

    private readonly Procedure _procedure;
    private readonly Spell[] _spells; // of the steps
    private readonly Spell? _start;
    private readonly Spell? _end;
    private readonly RunTeller _teller;
    private long? _endedNs; // when the last run ended
    private long _seenNs;
    private int _missedFrames;

    public Worker(Procedure procedure, ProcedureContext context)
    {
        _procedure = procedure;
        _spells = [.. procedure.Steps.Select(step => new Spell(step.ForNs, step.ClearNs))];
        if (procedure.Start is not null) _start = new Spell(0, procedure.ClearNs);
        if (procedure.End is not null) _end = new Spell(0, procedure.ClearNs);
        _teller = new RunTeller(procedure, context);
        Run = new Run(procedure, _spells, _teller);
    }

    public Run Run { get; }

    /// <summary>Whether nothing is known of it: it has gone, or was never seen.</summary>
    public bool IsGone { get; private set; } = true;

    /// <summary>The latest frame in which it was seen, or could have been.</summary>
    public long LookedForNs { get; private set; }

    /// <summary>As it was seen last; null where the worker is no object.</summary>
    public Detection? Detection => _teller.About;

    /// <summary>It is seen in this frame.</summary>
    /// <param name="detection">Null where the worker is no object.</param>
    /// <returns>Whether it was not there before: what conditions remember of it is of another time.</returns>
    public bool See(Detection? detection, long nowNs)
    {
        (_teller.About, _seenNs, LookedForNs, _missedFrames) = (detection, nowNs, nowNs, 0);
        var returns = IsGone;
        IsGone = false;
        return returns;
    }

    /// <summary>It is not seen in this frame.</summary>
    public void Miss(long nowNs)
    {
        LookedForNs = nowNs;
        if (IsGone || _procedure.GoneNs is not { } goneNs) return; // where nobody needs to be seen, nobody goes
        _missedFrames++;
        if (_missedFrames < FramesToGo || nowNs - _seenNs < goneNs) return;
        IsGone = true;
        if (Run.IsOn) Leave(nowNs);
        Forget();
    }

    /// <summary>Takes what is so in a frame.</summary>
    /// <param name="verdicts">In the order of <see cref="ConditionSet"/>.</param>
    public void Advance(ReadOnlySpan<Verdict> verdicts, long nowNs) // hot: per object
    {
        for (var i = 0; i < _spells.Length; i++) _spells[i].Update(verdicts[i], nowNs);
        _start?.Update(verdicts[_spells.Length], nowNs);
        _end?.Update(verdicts[^1], nowNs);
        var begins = !Run.IsOn && BeginNs() is { } startNs && Begin(startNs, nowNs) && _start is not null;
        if (!Run.IsOn) return;
        for (var i = 0; i < _spells.Length; i++)
        {
            if (_spells[i].Change == SpellChange.Ended) Run.StepEnded(i, nowNs);
        }
        for (var i = 0; i < _spells.Length; i++)
        {
            if (_spells[i].Change != SpellChange.Began && !(begins && IsUnderWay(_spells[i]))) continue;
            if (Run.BeginsAnew(i))
            {
                Finish(nowNs, null, "restart");
                _ = Begin(_spells[i].SinceNs, nowNs);
            }
            if (Run.IsOn) Run.StepCame(i, nowNs);
        }
        if (!Run.IsOn) return;
        Run.CheckTimes(verdicts, nowNs);
        // A start that holds where the end does begins a run and does not end it.
        if (Run.HasEnded(_end?.Change == SpellChange.Began && !begins)) Finish(nowNs, null, null);
    }

    /// <summary>Ends what is under way, which nobody will see the end of.</summary>
    /// <param name="lastNs">When the last frame was that was seen.</param>
    public void Stop(long lastNs, string reason)
    {
        if (Run.IsOn) Finish(lastNs, RunOutcome.Interrupted, reason);
        Forget();
        IsGone = true;
    }

    /// <summary>Another object has taken the place of this one.</summary>
    public void Replace(long nowNs)
    {
        if (Run.IsOn) Leave(nowNs); // it should have gone before; a run that is lost must not be lost in silence
        Forget();
        (IsGone, _endedNs) = (true, null);
    }

    /// <summary>Whether a step goes on that began before the start that the file speaks of, and not in the run before.</summary>
    private bool IsUnderWay(Spell spell) => spell.Holds && !(spell.SinceNs <= _endedNs);

    private long? BeginNs()
    {
        if (_start is not null) return _start.Change == SpellChange.Began ? _start.SinceNs : null;
        if (!_procedure.InAnyOrder) return _spells[0].Change == SpellChange.Began ? _spells[0].SinceNs : null;
        long? first = null;
        foreach (var spell in _spells)
        {
            if (spell.Change == SpellChange.Began && !(spell.SinceNs >= first)) first = spell.SinceNs;
        }
        return first;
    }

    private bool Begin(long startNs, long nowNs)
    {
        if (nowNs - _endedNs < _procedure.CooldownNs) return false;
        Run.Begin(startNs);
        _teller.Began();
        return true;
    }

    /// <summary>The worker has gone. Whoever has done everything may.</summary>
    private void Leave(long nowNs)
    {
        if (Run.IsComplete)
        {
            Finish(nowNs, null, "gone");
            return;
        }
        Run.TellAbandoned(nowNs);
        Finish(nowNs, RunOutcome.Abandoned, "gone");
    }

    /// <param name="outcome">Null where the violations tell.</param>
    private void Finish(long nowNs, RunOutcome? outcome, string? reason)
    {
        if (outcome is null)
        {
            for (var i = 0; i < _spells.Length; i++)
            {
                if (Run.Steps[i].IsGoing && _spells[i].Cut()) Run.StepEnded(i, nowNs);
            }
            Run.TellMissing(nowNs);
        }
        _teller.Ended(Run, _spells, outcome ?? (Run.Violations.Count > 0 ? RunOutcome.Violated : RunOutcome.Ok), reason, nowNs);
        Run.End();
        _endedNs = nowNs;
    }

    private void Forget()
    {
        foreach (var spell in _spells) spell.Clear();
        _start?.Clear();
        _end?.Clear();
    }
}
