using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Reads <c>anchor</c>: <c>feet</c>, <c>centre</c>, <c>head</c> or <c>overlap 30%</c>.</summary>
internal static class AnchorReader
{
    public static Anchor Read(DocumentFields fields)
    {
        switch (fields.Text("anchor"))
        {
            case null or "feet": return new Anchor(AnchorKind.Feet);
            case "centre" or "center": return new Anchor(AnchorKind.Centre);
            case "head": return new Anchor(AnchorKind.Head);
            case var text when text.StartsWith("overlap", StringComparison.Ordinal) && TryShare(text["overlap".Length..].Trim(), out var share):
                return new Anchor(AnchorKind.Overlap, share);
            case var text:
                fields.Fault("anchor", $"{Quoted.Of(text)} is not one of feet, centre, head, or a share of the box such as overlap 30%");
                return new Anchor(AnchorKind.Feet);
        }
    }

    private static bool TryShare(string text, out float share)
    {
        share = 0;
        if (!text.EndsWith('%') || !Numbers.TryParse(text[..^1].TrimEnd(), out var percent) || percent is not (> 0 and <= 100)) return false;
        share = (float)(percent / 100);
        return true;
    }
}
