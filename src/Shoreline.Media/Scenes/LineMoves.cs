namespace Shoreline.Media.Scenes;

/// <summary>Makes the movements of a <see cref="LinePlan"/>, one after the other.</summary>
internal sealed class LineMoves
{
    private static readonly (double X, double Y) BaseBin = (-0.52, 0.75), PartBin = (-0.27, 0.76), DriverRest = (0.3, 0.74), Outfeed = (0.56, 0.74),
        LeftRest = (-0.1, 0.74), RightRest = (0.17, 0.74), Fixture = (-0.01, 0.68), Stamp = (0.36, 0.5);

    // A step that is too short lasts this long, one that is late comes so much later. The usual times are far from both.
    private const double Hasty = 0.5, Pause = 5.5, Away = 1.2;

    private readonly LinePlan _plan;
    private readonly List<LineKey> _keys = [];
    private readonly List<LineStep> _steps = [];
    private string _step = LineScript.TakeBase;
    private double _now;
    private (double X, double Y) _left = LeftRest;
    private (double X, double Y) _right = RightRest;
    private LineThings _things;
    private double _aside;

    private LineMoves(LinePlan plan) => _plan = plan;

    /// <param name="inTray">Pieces in the tray at the beginning.</param>
    public static LineCycle Of(LinePlan plan, int inTray)
    {
        var moves = new LineMoves(plan);
        foreach (var step in moves.Order())
        {
            if (plan.Fault == LineFault.GoesAway && plan.Step == step)
            {
                moves.GoAway();
                break;
            }
            moves.Do(step);
        }
        moves._step = LineScript.Rest;
        moves._things &= ~(LineThings.HoldsPiece | LineThings.PutsAway);
        if (plan is { Fault: LineFault.LeavesOut, Step: LineScript.PutAway }) moves._things |= LineThings.PieceOnBench;
        moves.Move(0.8, LeftRest, RightRest);
        moves.Stay(Math.Max(0, LineScript.CycleSeconds - moves._now));
        moves.Mark(0);
        return new LineCycle(plan, moves._keys, moves._steps, inTray);
    }

    private List<string> Order()
    {
        List<string> order = [LineScript.TakeBase, LineScript.TakePart, LineScript.Fasten, LineScript.Inspect, LineScript.PutAway];
        if (_plan.Stamps) order.Insert(3, LineScript.Stamp);
        var at = _plan.Step is null ? -1 : order.IndexOf(_plan.Step);
        switch (_plan.Fault)
        {
            case LineFault.LeavesOut:
                order.RemoveAt(at);
                break;
            case LineFault.Repeats:
                order.Insert(at, _plan.Step!);
                break;
            case LineFault.Swaps:
                var next = order[at + 1] == LineScript.Stamp ? at + 2 : at + 1;
                (order[at], order[next]) = (order[next], order[at]);
                break;
        }
        return order;
    }

    private void Do(string step)
    {
        if (_plan.Fault == LineFault.IsSlow && _plan.Step == step)
        {
            Move(0.5, LeftRest, RightRest);
            Stay(Pause);
        }
        var isHasty = _plan.Fault == LineFault.IsHasty && _plan.Step == step;
        _step = step;
        switch (step)
        {
            case LineScript.TakeBase: TakeBase(); break;
            case LineScript.TakePart: TakePart(); break;
            case LineScript.Fasten: Fasten(isHasty ? Hasty : 2.2); break;
            case LineScript.Stamp: PressStamp(); break;
            case LineScript.Inspect: Inspect(isHasty ? Hasty : 2); break;
            default: PutAway(); break;
        }
    }

    private void TakeBase()
    {
        Move(0.9, BaseBin, RightRest, lift: 0.12);
        InPlace(0.9);
        _things |= LineThings.HoldsBase;
        Move(1.1, (-0.06, 0.76), (0.07, 0.76), lift: 0.12);
        _things = (_things & ~LineThings.HoldsBase) | LineThings.BaseInFixture;
        Stay(0.3);
    }

    private void TakePart()
    {
        Move(0.8, PartBin, RightRest, lift: 0.06);
        InPlace(0.9);
        _things |= LineThings.HoldsPart;
        Move(1, (-0.05, 0.74), (0.08, 0.75), lift: 0.06);
        _things = (_things & ~LineThings.HoldsPart) | LineThings.PartInFixture;
        Stay(0.3);
    }

    private void Fasten(double seconds)
    {
        PutDown();
        Move(0.6, (-0.07, 0.76), DriverRest);
        _things |= LineThings.HoldsDriver;
        Move(0.7, (-0.07, 0.76), Fixture);
        _things |= LineThings.Trembles;
        InPlace(seconds);
        _things &= ~LineThings.Trembles;
        Move(0.6, (-0.07, 0.76), DriverRest);
        _things &= ~LineThings.HoldsDriver;
        Stay(_plan.Fault == LineFault.Repeats ? 1 : 0.2);
    }

    private void PressStamp()
    {
        Move(0.6, (-0.07, 0.76), Stamp);
        InPlace(0.8);
        Move(0.5, (-0.07, 0.76), (0.1, 0.75));
    }

    private void Inspect(double seconds)
    {
        Move(0.6, (-0.1, 0.75), (0.1, 0.75));
        PickUp();
        Move(0.6, (-0.09, 0.58), (0.11, 0.58));
        InPlace(seconds);
    }

    private void PutAway()
    {
        if ((_things & LineThings.HoldsPiece) == 0) Move(0.5, (-0.1, 0.75), (0.1, 0.75));
        PickUp();
        _things |= LineThings.PutsAway;
        Move(0.9, LeftRest, Outfeed);
        InPlace(0.8);
    }

    private void PickUp() => _things = (_things & ~(LineThings.BaseInFixture | LineThings.PartInFixture)) | LineThings.HoldsPiece;

    /// <summary>A piece that was inspected before it was fastened goes back into the fixture.</summary>
    private void PutDown()
    {
        if ((_things & LineThings.HoldsPiece) == 0) return;
        Move(0.6, (-0.1, 0.75), (0.1, 0.75));
        _things = (_things & ~LineThings.HoldsPiece) | LineThings.BaseInFixture | LineThings.PartInFixture;
    }

    /// <summary>Leaves the piece, and is back in time for the next one.</summary>
    private void GoAway()
    {
        _step = LineScript.Away;
        Move(0.4, LeftRest, RightRest);
        _things |= LineThings.ArmsDown;
        Walk(1.6, Away);
        Stay(LineScript.CycleSeconds - 2.6 - _now);
        _things = LineThings.ArmsDown; // somebody has cleared the bench
        Walk(1.6, 0);
        _things = LineThings.None;
    }

    private void Move(double seconds, (double X, double Y) left, (double X, double Y) right, double lift = 0)
    {
        Mark(lift);
        _now += seconds * _plan.Pace;
        (_left, _right) = (left, right);
    }

    private void Walk(double seconds, double aside)
    {
        Mark(0);
        _now += seconds;
        _aside = aside;
    }

    private void Stay(double seconds)
    {
        Mark(0);
        _now += seconds;
    }

    private void InPlace(double seconds)
    {
        _steps.Add(new LineStep(_step, _now, _now + seconds));
        Stay(seconds);
    }

    private void Mark(double lift) => _keys.Add(new LineKey(_now, _step, _left, _right, _things, lift, _aside));
}
