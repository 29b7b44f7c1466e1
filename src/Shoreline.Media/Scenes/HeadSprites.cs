using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>How a head is seen.</summary>
internal enum HeadPose { Front, Blink, TurnedLeft, TurnedRight, Back }

/// <summary>One person's head, drawn once in each pose and then only scaled: that costs a fraction of drawing it for each frame.</summary>
internal sealed class HeadSprites : IDisposable
{
    private const double Left = -0.8, Top = -0.2, Width = 1.6, Height = 2.0; // in head coordinates
    private readonly double _unitPixels;
    private readonly CairoSurface?[] _poses = new CairoSurface?[Enum.GetValues<HeadPose>().Length];

    /// <param name="unitPixels">Width of the head in pixels where it is largest in the scene.</param>
    public HeadSprites(Look look, double unitPixels)
    {
        Look = look;
        _unitPixels = unitPixels;
    }

    public Look Look { get; }

    /// <summary>Draws in head coordinates: see <see cref="FaceArtist"/>.</summary>
    public void Draw(CairoContext pen, HeadPose pose)
    {
        var sprite = _poses[(int)pose] ??= Draw(Look, pose, _unitPixels);
        pen.Save();
        pen.Scale(1 / _unitPixels, 1 / _unitPixels);
        pen.SetSource(sprite, Left * _unitPixels, Top * _unitPixels);
        pen.SetSourceFilter(CairoFilter.Good);
        pen.Paint();
        pen.Restore();
    }

    public void Dispose()
    {
        foreach (var pose in _poses) pose?.Dispose();
    }

    private static CairoSurface Draw(Look look, HeadPose pose, double unitPixels)
    {
        var surface = new CairoSurface(CairoFormat.Argb32, (int)(Width * unitPixels), (int)(Height * unitPixels));
        using var pen = new CairoContext(surface);
        pen.Scale(unitPixels, unitPixels);
        pen.Translate(-Left, -Top);
        if (pose == HeadPose.Back) FaceArtist.DrawBack(pen, look);
        else FaceArtist.Draw(pen, look, pose != HeadPose.Blink, pose switch { HeadPose.TurnedLeft => -0.9, HeadPose.TurnedRight => 0.9, _ => 0 });
        pen.CheckStatus();
        return surface;
    }
}
