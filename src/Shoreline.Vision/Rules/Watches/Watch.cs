namespace Shoreline.Vision.Rules.Watches;

/// <summary>A rule at work at one camera: looks at each frame, and reports.</summary>
internal abstract class Watch
{
    /// <summary>Whether it can tell nothing unless objects are tracked.</summary>
    public virtual bool NeedsTracks => false;

    /// <summary>Whether something that it reports is going on, and where: the overlay shows it.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Looks at the scene's present frame. Allocates nothing while nothing happens.</summary>
    public abstract void Look(WatchContext context);

    /// <summary>Ends what is under way and forgets everything.</summary>
    public abstract void Stop(WatchContext context, string reason);

    public static Watch Of(Rule rule) => rule switch
    {
        ZoneRule zone => new ZoneWatch(zone),
        LineRule line => new LineWatch(line),
        CountRule count => new CountWatch(count),
        OccupancyRule occupancy => new OccupancyWatch(occupancy),
        ConditionRule { PerCamera: true } condition => new PictureWatch(condition),
        ConditionRule condition => new ConditionWatch(condition),
        _ => throw new ArgumentException($"A rule of kind {rule.GetType().Name} has no watch.", nameof(rule)),
    };
}
