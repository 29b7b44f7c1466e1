namespace Shoreline.Vision.Rules.Geometry;

/// <summary>Straight pieces of lines, and where they meet.</summary>
internal static class Segments
{
    /// <summary>Whether a–b and c–d have a point in common; touching counts.</summary>
    public static bool Meet(ImagePoint a, ImagePoint b, ImagePoint c, ImagePoint d)
    {
        var (ca, cb) = (Math.Sign(ImagePoint.Turn(c, d, a)), Math.Sign(ImagePoint.Turn(c, d, b)));
        var (ac, ad) = (Math.Sign(ImagePoint.Turn(a, b, c)), Math.Sign(ImagePoint.Turn(a, b, d)));
        if (ca * cb < 0 && ac * ad < 0) return true;
        return (ca == 0 && IsBetween(c, d, a)) || (cb == 0 && IsBetween(c, d, b)) || (ac == 0 && IsBetween(a, b, c)) || (ad == 0 && IsBetween(a, b, d));
    }

    /// <summary>Whether a point that is on the line through a and b is between them.</summary>
    private static bool IsBetween(ImagePoint a, ImagePoint b, ImagePoint point) =>
        point.X >= Math.Min(a.X, b.X) && point.X <= Math.Max(a.X, b.X) && point.Y >= Math.Min(a.Y, b.Y) && point.Y <= Math.Max(a.Y, b.Y);
}
