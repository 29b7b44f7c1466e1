namespace Shoreline.Edge.Exports;

/// <summary>A password or key on its way to where it is used. Printing what holds it does not show it.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "(secret)";
}
