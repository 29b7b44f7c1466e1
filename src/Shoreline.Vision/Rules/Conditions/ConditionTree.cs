namespace Shoreline.Vision.Rules.Conditions;

/// <summary>A condition with all its parts, ready to be judged for any number of objects.</summary>
/// <example>
/// <code>
/// var memory = tree.CreateMemory();              // one for each object; Clear it when its track ends
/// if (tree.Evaluate(view, memory) == Verdict.Yes) …
/// </code>
/// </example>
public sealed class ConditionTree
{
    private readonly Condition _root;
    private readonly int _slotCount;

    internal ConditionTree(Condition root, int slotCount) => (_root, _slotCount) = (root, slotCount);

    /// <summary>Whether it speaks of an object; otherwise <see cref="FrameView.Nobody"/> may be judged.</summary>
    public bool NeedsObject => _root.NeedsObject;

    /// <summary>A memory for one object.</summary>
    public ConditionMemory CreateMemory() => new(_slotCount);

    /// <summary>Judges one object in one frame. To be called once for each frame in which the object is seen; allocates nothing.</summary>
    public Verdict Evaluate(in ObjectView view, ConditionMemory memory) => _root.Evaluate(view, memory); // hot: per object
}
