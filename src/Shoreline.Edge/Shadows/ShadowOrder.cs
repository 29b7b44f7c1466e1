namespace Shoreline.Edge.Shadows;

/// <summary>By thing, then by name, ordinal: so that pages follow each other whatever is added between two of them.</summary>
internal sealed class ShadowOrder : IComparer<ShadowId>
{
    public static ShadowOrder Instance { get; } = new();

    public int Compare(ShadowId x, ShadowId y) =>
        string.CompareOrdinal(x.Thing, y.Thing) is not 0 and var byThing ? byThing : string.CompareOrdinal(x.Name, y.Name);
}
