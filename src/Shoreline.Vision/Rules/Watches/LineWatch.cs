using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>Who crosses a line, and to which side.</summary>
internal sealed class LineWatch(LineRule rule) : ObjectWatch(rule.Basics)
{
    private const double Margin = 0.01; // of the picture's height: as far as a box trembles

    private readonly long[] _crossings = new long[2]; // by side

    public override bool NeedsTracks => true;

    public override bool IsActive => false; // a crossing does not last

    /// <summary>How many have crossed to a side.</summary>
    public long CrossingsTo(LineSide side) => _crossings[(int)side];

    protected override void See(WatchContext context, ObjectState state, in ObjectView view) // hot: per object
    {
        var place = Basics.Filter.Anchor.PointOf(view.Detection.Box);
        var distance = rule.Line.ToTheRight(place, context.Scene.Frame.Aspect);
        if (!(Math.Abs(distance) >= Margin)) return; // on the line: it may still turn back
        var side = distance > 0 ? LineSide.Right : LineSide.Left;
        if (state.Side is { } before && before != side && rule.Line.IsMetBy(state.Place, place)) Cross(context, state, side);
        (state.Side, state.Place) = (side, place);
    }

    protected override void Lose(WatchContext context, ObjectState state, string reason) => state.Side = null;

    /// <summary>Without tracks nobody can be followed across a line.</summary>
    protected override void LookAtUntracked(WatchContext context)
    {
    }

    private void Cross(WatchContext context, ObjectState state, LineSide to)
    {
        if (rule.Direction is { } wanted && to != wanted) return;
        if (state.CrossedNs is { } last && context.NowNs - last < Basics.CooldownNs) return;
        state.CrossedNs = context.NowNs;
        var count = ++_crossings[(int)to];
        var line = rule.Line;
        context.Report(
            VisionEventType.LineCross, rule.Name, null, state.Detection, count,
            new EventDetail("line", line.Name), new EventDetail("direction", line.NameOf(to)), new EventDetail("from", line.NameOf(1 - to)),
            new EventDetail("left", CrossingsTo(LineSide.Left)), new EventDetail("right", CrossingsTo(LineSide.Right)));
    }
}
