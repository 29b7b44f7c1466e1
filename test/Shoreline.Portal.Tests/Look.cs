namespace Shoreline.Portal.Tests;

/// <summary>Theme and width of a window; light and wide unless said otherwise.</summary>
public readonly record struct Look(bool Dark, bool Phone)
{
    public int Width => Phone ? 390 : 1440;

    public int Height => Phone ? 844 : 900;

    public override string ToString() => $"{(Phone ? "phone" : "wide")}-{(Dark ? "dark" : "light")}";
}
