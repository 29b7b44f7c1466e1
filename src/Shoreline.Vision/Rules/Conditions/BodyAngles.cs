using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>Angles of a body in a picture, in degrees. Each answers false where the points that it needs are not seen.</summary>
internal static class BodyAngles
{
    /// <summary>The angle at <paramref name="b"/> between the ways to a and to c, 0…180.</summary>
    public static bool TryJoint(in ObjectView view, int a, int b, int c, float leastScore, out double degrees)
    {
        degrees = 0;
        if (!view.TryPoint(a, leastScore, out var pa) || !view.TryPoint(b, leastScore, out var pb) || !view.TryPoint(c, leastScore, out var pc)) return false;
        return TryBetween(pb, pa, pc, view.Frame.Aspect, out degrees);
    }

    /// <summary>The mean of a joint's angles left and right, or that of the side that is seen. The points are given as those of the left side.</summary>
    public static bool TryJoints(in ObjectView view, int a, int b, int c, float leastScore, out double degrees)
    {
        var isLeft = TryJoint(view, a, b, c, leastScore, out var left);
        var isRight = TryJoint(view, a + 1, b + 1, c + 1, leastScore, out var right);
        degrees = isLeft && isRight ? (left + right) / 2 : isLeft ? left : right;
        return isLeft || isRight;
    }

    /// <summary>How far the way from a lower part of the body to a higher one leans from upright: 0 is upright, 90 level, 180 head down.</summary>
    /// <param name="lower">Left point of the pair below, such as the left hip.</param>
    /// <param name="upper">Left point of the pair above, such as the left shoulder.</param>
    public static bool TryLean(in ObjectView view, int lower, int upper, float leastScore, out double degrees)
    {
        degrees = 0;
        if (!TryPair(view, lower, upper, leastScore, out var low, out var high)) return false;
        var (dx, dy) = (((double)high.X - low.X) * view.Frame.Aspect, (double)low.Y - high.Y);
        if (dx == 0 && dy == 0) return false;
        degrees = Math.Abs(Math.Atan2(dx, dy)) * (180 / Math.PI);
        return true;
    }

    /// <summary>Two places of the body, each the middle of left and right; where a side is hidden, both of the other side.</summary>
    public static bool TryPair(in ObjectView view, int one, int other, float leastScore, out ImagePoint first, out ImagePoint second)
    {
        var isLeft = view.TryPoint(one, leastScore, out var leftOne) & view.TryPoint(other, leastScore, out var leftOther);
        var isRight = view.TryPoint(one + 1, leastScore, out var rightOne) & view.TryPoint(other + 1, leastScore, out var rightOther);
        (first, second) = (isLeft, isRight) switch
        {
            (true, true) => (Middle(leftOne, rightOne), Middle(leftOther, rightOther)),
            (true, false) => (leftOne, leftOther),
            _ => (rightOne, rightOther),
        };
        return isLeft || isRight;
    }

    /// <summary>The angle at a corner; false where an arm has no length.</summary>
    internal static bool TryBetween(ImagePoint corner, ImagePoint one, ImagePoint other, double aspect, out double degrees)
    {
        var (ax, ay) = (((double)one.X - corner.X) * aspect, (double)one.Y - corner.Y);
        var (bx, by) = (((double)other.X - corner.X) * aspect, (double)other.Y - corner.Y);
        // atan2 of both products is exact near 0 and 180, where the arc cosine of the one alone loses half of its digits.
        degrees = Math.Abs(Math.Atan2((ax * by) - (ay * bx), (ax * bx) + (ay * by))) * (180 / Math.PI);
        return (ax != 0 || ay != 0) && (bx != 0 || by != 0);
    }

    private static ImagePoint Middle(ImagePoint a, ImagePoint b) => new((a.X + b.X) / 2, (a.Y + b.Y) / 2);
}
