namespace Shoreline.Portal.Tests;

/// <summary>Theme and width of a window; light and wide unless said otherwise.</summary>
public readonly record struct Look(bool Dark, bool Phone)
{
    public override string ToString() => $"{(Phone ? "phone" : "wide")}-{(Dark ? "dark" : "light")}";
}
