namespace Shoreline.Vision.Rules.Conditions;

/// <summary>What the conditions of one tree remember of one object.</summary>
public sealed class ConditionMemory
{
    private readonly ConditionSlot[] _slots;

    internal ConditionMemory(int slotCount) => _slots = slotCount == 0 ? [] : new ConditionSlot[slotCount];

    /// <summary>Forgets everything: for another object, or after a gap.</summary>
    public void Clear() => Array.Clear(_slots);

    internal ref ConditionSlot this[int slot] => ref _slots[slot];
}

/// <summary>Place for what one condition remembers: an element of an array, written in place, and nowhere else.</summary>
internal struct ConditionSlot
{
    /// <summary>Whether it holds, or has begun to.</summary>
    public bool IsOn;

    /// <summary>How many steps were reached.</summary>
    public int Step;

    /// <summary>Since when, or when last, by the clock of <see cref="FrameView.NowNs"/>.</summary>
    public long AtNs;
}
