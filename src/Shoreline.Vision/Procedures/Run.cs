using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>One time that a procedure is gone through: which steps have come, and what was wrong. One object that is used again for each run.</summary>
/// <remarks>
/// It judges only; <see cref="IRunTeller"/> is told each thing once, with the first frame in which it is certain. Docs/formats/rules.md states the rules that are followed here.
/// </remarks>
internal sealed class Run
{
    private readonly Procedure _procedure;
    private readonly Spell[] _spells;
    private readonly StepProgress[] _steps;
    private readonly List<Violation> _violations = [];
    private readonly IRunTeller _teller;
    private ViolationKinds _toldOfRun;
    private int _last; // the step that came last; −1 for none
    private int _furthest; // the latest step of the order that has come; −1 for none

    /// <param name="spells">Those of the steps; the caller brings them up to date.</param>
    public Run(Procedure procedure, Spell[] spells, IRunTeller teller)
    {
        (_procedure, _spells, _teller) = (procedure, spells, teller);
        _steps = [.. procedure.Steps.Select(step => new StepProgress(step))];
    }

    public bool IsOn { get; private set; }

    public long StartNs { get; private set; }

    public IReadOnlyList<StepProgress> Steps => _steps;

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>The step that came last; −1 where none has.</summary>
    public int Last => _last;

    /// <summary>Whether every step that must come has come.</summary>
    public bool IsComplete
    {
        get
        {
            for (var i = 0; i < _steps.Length; i++)
            {
                if (IsMissing(i)) return false;
            }
            return true;
        }
    }

    /// <summary>The step that should come next; −1 where all have come.</summary>
    public int Expected
    {
        get
        {
            for (var i = 0; i < _steps.Length; i++)
            {
                if (IsMissing(i) && _steps[i].PassedBy < 0) return i;
            }
            return -1;
        }
    }

    public void Begin(long startNs)
    {
        (IsOn, StartNs, _last, _furthest, _toldOfRun) = (true, startNs, -1, -1, default);
        _violations.Clear();
        foreach (var step in _steps) step.Clear();
    }

    public void End() => IsOn = false;

    /// <summary>Whether a step that comes now begins the next run: the first one, after others have come.</summary>
    public bool BeginsAnew(int step) => step == 0 && !_procedure.InAnyOrder && _steps[0].Count > 0 && _furthest > 0;

    /// <summary>A step has come.</summary>
    public void StepCame(int step, long nowNs)
    {
        var (progress, spell) = (_steps[step], _spells[step]);
        var isOutOfPlace = !_procedure.InAnyOrder && (progress.Count == 0 ? step < _furthest : step != _last);
        var (late, sinceLastNs) = (LateBy(step, spell.SinceNs, nowNs), SinceLast(spell.SinceNs));
        progress.Begin(spell);
        _teller.StepCame(step, progress.Count, _procedure.InAnyOrder ? -1 : FirstPassedOver(step), sinceLastNs);
        if (late is { } violation) Tell(violation);
        if (!_procedure.InAnyOrder) PassOver(step, nowNs);
        // That a step was left out may have been told before it came after all.
        if (isOutOfPlace && (progress.Told & ViolationKinds.Missed) == 0) Tell(new Violation(ViolationKinds.OutOfOrder, step, nowNs) { Other = _last });
        if (progress.Count > _procedure.Steps[step].MostTimes) Tell(new Violation(ViolationKinds.Repeated, step, nowNs) { Times = progress.Count });
        (_last, _furthest) = (step, Math.Max(_furthest, step));
    }

    /// <summary>A step is over.</summary>
    public void StepEnded(int step, long nowNs)
    {
        var (progress, spell, minimumNs) = (_steps[step], _spells[step], _procedure.Steps[step].MinimumNs);
        if (!progress.IsGoing) return;
        progress.End(spell);
        if (spell.LongestNs < minimumNs) Tell(new Violation(ViolationKinds.TooShort, step, nowNs) { TookNs = spell.ShortestNs, LimitNs = minimumNs });
    }

    /// <summary>Tells what is too slow by now.</summary>
    /// <param name="verdicts">Of the steps in this frame: what cannot be seen may be going on.</param>
    public void CheckTimes(ReadOnlySpan<Verdict> verdicts, long nowNs) // hot: per frame
    {
        if (_procedure.InAnyOrder)
        {
            for (var i = 0; i < _steps.Length; i++)
            {
                if (IsMissing(i)) CheckTime(i, verdicts[i], nowNs);
            }
        }
        else if (Expected is >= 0 and var next)
        {
            CheckTime(next, verdicts[next], nowNs);
        }
        if (nowNs - StartNs > _procedure.WithinNs)
        {
            Tell(new Violation(ViolationKinds.TooSlow, -1, nowNs) { TookNs = nowNs - StartNs, LimitNs = _procedure.WithinNs });
        }
    }

    /// <summary>Whether the run has come to its end by itself.</summary>
    public bool HasEnded(bool endHolds)
    {
        if (_procedure.End is not null) return endHolds;
        if (!_procedure.InAnyOrder) return IsDone(_steps.Length - 1);
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!_procedure.Steps[i].IsOptional && !IsDone(i)) return false;
        }
        return true;
    }

    /// <summary>No step follows: tells what has not come.</summary>
    public void TellMissing(long nowNs)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (IsMissing(i)) TellMissed(i, nowNs);
        }
    }

    /// <summary>The worker has gone before the end.</summary>
    public void TellAbandoned(long nowNs) => Tell(new Violation(ViolationKinds.Abandoned, Expected, nowNs) { Other = _last < 0 ? null : _last });

    private bool IsMissing(int step) => !_steps[step].IsSatisfied && (!_procedure.Steps[step].IsOptional || _steps[step].Count > 0);

    /// <summary>Whether it has come as often as it must, and has lasted as long as it must, or is over.</summary>
    private bool IsDone(int step) => _steps[step].IsSatisfied && (!_steps[step].IsGoing || _spells[step].ShortestNs >= _procedure.Steps[step].MinimumNs);

    /// <summary>The first step that a step leaves out by coming; −1 for none.</summary>
    private int FirstPassedOver(int step)
    {
        for (var i = 0; i < step; i++)
        {
            if (IsMissing(i) && _steps[i].PassedBy < 0) return i;
        }
        return -1;
    }

    /// <summary>Notes which steps a step that comes leaves out, and tells of those that an earlier one had left out.</summary>
    /// <remarks>
    /// With the first step that comes in place of another it is not certain yet whether the two are swapped or one is left out; the next one decides.
    /// </remarks>
    private void PassOver(int step, long nowNs)
    {
        for (var i = 0; i < step; i++)
        {
            if (!IsMissing(i)) continue;
            if (_steps[i].PassedBy < 0) _steps[i].PassedBy = step;
            else if (_steps[i].PassedBy != step) TellMissed(i, nowNs);
        }
    }

    private void CheckTime(int step, Verdict verdict, long nowNs)
    {
        if (_procedure.Steps[step].WithinNs is not { } withinNs || FromNs() is not { } from || nowNs - from <= withinNs || verdict == Verdict.Unknown) return;
        if (_spells[step].ComingSinceNs - from <= withinNs) return; // it has come in time, if it lasts
        Tell(new Violation(ViolationKinds.TooSlow, step, nowNs) { TookNs = nowNs - from, LimitNs = withinNs, Other = OtherOfTime() });
    }

    /// <summary>What is wrong with a step that comes too late, where that was not certain before: it is optional, or nobody was seen meanwhile.</summary>
    private Violation? LateBy(int step, long sinceNs, long nowNs)
    {
        if (_procedure.Steps[step].WithinNs is not { } withinNs || FromNs() is not { } from || sinceNs - from <= withinNs || _steps[step].IsSatisfied) return null;
        var isInPlace = _procedure.InAnyOrder || (step >= _furthest && (Expected < 0 || Expected >= step));
        return isInPlace ? new Violation(ViolationKinds.TooSlow, step, nowNs) { TookNs = sinceNs - from, LimitNs = withinNs, Other = OtherOfTime() } : null;
    }

    /// <summary>From when the time to the next step counts; null while the step before goes on.</summary>
    private long? FromNs()
    {
        if (_last < 0 || _procedure.InAnyOrder) return StartNs;
        return _steps[_last].IsGoing ? null : _spells[_last].OverNs;
    }

    private int? OtherOfTime() => _last < 0 || _procedure.InAnyOrder ? null : _last;

    /// <summary>Time from the step before, or from the start.</summary>
    private long SinceLast(long sinceNs) => Math.Max(0, sinceNs - (_last < 0 ? StartNs : _steps[_last].IsGoing ? sinceNs : _steps[_last].UntilNs));

    private void TellMissed(int step, long nowNs) => Tell(new Violation(ViolationKinds.Missed, step, nowNs)
    {
        Times = _procedure.Steps[step].LeastTimes > 1 ? _steps[step].Count : null,
        Other = _last < 0 ? null : _last,
    });

    private void Tell(in Violation violation)
    {
        var told = violation.Step < 0 ? _toldOfRun : _steps[violation.Step].Told;
        if ((told & violation.Kind) != 0) return;
        if (violation.Step < 0) _toldOfRun |= violation.Kind;
        else _steps[violation.Step].Told |= violation.Kind;
        _violations.Add(violation);
        _teller.Violated(violation);
    }
}

/// <summary>Is told what goes on in a run.</summary>
internal interface IRunTeller
{
    /// <param name="times">How often it has come.</param>
    /// <param name="passed">The first step that it leaves out; −1 for none.</param>
    /// <param name="sinceLastNs">From the step before, or from the start.</param>
    void StepCame(int step, int times, int passed, long sinceLastNs);

    void Violated(in Violation violation);
}
