namespace Shoreline.Vision.Rules.Geometry;

/// <summary>A place in a picture, normalised to 0…1 of its width and height, origin top left.</summary>
public readonly record struct ImagePoint(float X, float Y)
{
    /// <summary>Twice the area of the triangle of three points: positive where <paramref name="c"/> is to the right of the way from a to b.</summary>
    /// <remarks>"Right" as somebody sees it who stands at a and looks to b, in a picture whose y grows downwards.</remarks>
    internal static double Turn(ImagePoint a, ImagePoint b, ImagePoint c) =>
        (((double)b.X - a.X) * ((double)c.Y - a.Y)) - (((double)b.Y - a.Y) * ((double)c.X - a.X));
}
