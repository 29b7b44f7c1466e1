using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>How a head is seen.</summary>
internal enum HeadPose { Front, Blink, TurnedLeft, TurnedRight, Back }

/// <summary>One person's head, drawn once in each pose and then only scaled: that costs a fraction of drawing it for each frame.</summary>
internal sealed class HeadSprites : IDisposable
{
    private const double UnitPixels = 180; // larger than any head in a scene of usual size
    private const double Left = -0.8, Top = -0.2, Width = 1.6, Height = 2.0; // in head coordinates
    private readonly CairoSurface[] _poses;

    public HeadSprites(Look look)
    {
        Look = look;
        _poses = [.. Enum.GetValues<HeadPose>().Select(pose => Draw(look, pose))];
    }

    public Look Look { get; }

    /// <summary>Draws in head coordinates: see <see cref="FaceArtist"/>.</summary>
    public void Draw(CairoContext pen, HeadPose pose)
    {
        pen.Save();
        pen.Scale(1 / UnitPixels, 1 / UnitPixels);
        pen.SetSource(_poses[(int)pose], Left * UnitPixels, Top * UnitPixels);
        pen.SetSourceFilter(CairoFilter.Good);
        pen.Paint();
        pen.Restore();
    }

    public void Dispose()
    {
        foreach (var pose in _poses) pose.Dispose();
    }

    private static CairoSurface Draw(Look look, HeadPose pose)
    {
        var surface = new CairoSurface(CairoFormat.Argb32, (int)(Width * UnitPixels), (int)(Height * UnitPixels));
        using var pen = new CairoContext(surface);
        pen.Scale(UnitPixels, UnitPixels);
        pen.Translate(-Left, -Top);
        if (pose == HeadPose.Back) FaceArtist.DrawBack(pen, look);
        else FaceArtist.Draw(pen, look, pose != HeadPose.Blink, pose switch { HeadPose.TurnedLeft => -0.9, HeadPose.TurnedRight => 0.9, _ => 0 });
        pen.CheckStatus();
        return surface;
    }
}
