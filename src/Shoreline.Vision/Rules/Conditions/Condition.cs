namespace Shoreline.Vision.Rules.Conditions;

/// <summary>Something that may hold of an object in a frame. Rules and the steps of procedures are made of these; format: docs/formats/rules.md.</summary>
/// <remarks>
/// Immutable and shared: what a condition remembers from frame to frame (since when, how far) is in the <see cref="ConditionMemory"/> of the object that is
/// judged. Made by <see cref="ConditionTree"/>.
/// </remarks>
public abstract class Condition
{
    /// <summary>Whether it speaks of an object; otherwise of the picture as a whole, and may be judged where there is no object.</summary>
    internal virtual bool NeedsObject => true;

    /// <summary>Judges one object. Called once for each frame in which the object is seen, the frames in order; allocates nothing.</summary>
    /// <remarks>Parts are judged even where the verdict is certain without them: they count time.</remarks>
    internal abstract Verdict Evaluate(in ObjectView view, ConditionMemory memory);
}
