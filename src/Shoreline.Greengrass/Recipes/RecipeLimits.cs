namespace Shoreline.Greengrass.Recipes;

/// <summary>Bounds of what a recipe file may make us do. Public recipes stay below a hundredth of each.</summary>
public static class RecipeLimits
{
    public const int FileBytes = 1 << 20;

    /// <summary>Maps and lists within each other.</summary>
    public const int Depth = 64;

    /// <summary>Values, keys not counted, after YAML's aliases are replaced by what they stand for.</summary>
    public const int Nodes = 50_000;

    /// <summary>Characters of all keys and values, after YAML's aliases are replaced.</summary>
    public const int Characters = 4 << 20;

    /// <summary>Faults told of one file.</summary>
    public const int Faults = 100;

    public const int NameLength = 128;
}
