using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>Draws a scene, picture by picture. Not thread-safe.</summary>
internal abstract class Scene : IDisposable
{
    private readonly CairoSurface _background;

    protected Scene(int width, int height)
    {
        (Width, Height) = (width, height);
        Picture = new CairoSurface(CairoFormat.Rgb24, width, height);
        _background = new CairoSurface(CairoFormat.Rgb24, width, height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>What <see cref="Draw"/> drew last: BGRx, rows without padding.</summary>
    public CairoSurface Picture { get; }

    public static Scene Create(SceneSource source)
    {
        Scene scene = source.Name == "line"
            ? new LineScene(source.Width, source.Height, new LineScript(source.Seed, source.Violations))
            : new EntranceScene(source.Width, source.Height, new EntranceScript(source.Seed));
        using var pen = new CairoContext(scene._background);
        pen.Scale(source.Height, source.Height);
        scene.DrawBackground(pen, (double)source.Width / source.Height);
        return scene;
    }

    public void Draw(double seconds)
    {
        using var pen = new CairoContext(Picture);
        pen.SetSource(_background, 0, 0);
        pen.Paint();
        pen.Scale(Height, Height);
        DrawForeground(pen, (double)Width / Height, seconds);
        pen.CheckStatus();
    }

    public void Dispose()
    {
        DisposeSprites();
        Picture.Dispose();
        _background.Dispose();
    }

    /// <summary>What never moves. The height of the picture is 1, its width <paramref name="aspect"/>.</summary>
    protected abstract void DrawBackground(CairoContext pen, double aspect);

    /// <summary>What moves.</summary>
    protected abstract void DrawForeground(CairoContext pen, double aspect, double seconds);

    protected abstract void DisposeSprites();

    protected static void FillRectangle(CairoContext pen, Rgba color, double x, double y, double width, double height)
    {
        pen.SetColor(color);
        pen.Rectangle(x, y, width, height);
        pen.Fill();
    }

    protected static void FillVertical(CairoContext pen, Rgba top, Rgba bottom, double x, double y, double width, double height)
    {
        using var fade = CairoPattern.Linear(0, y, 0, y + height);
        pen.SetSource(fade.Stop(0, top).Stop(1, bottom));
        pen.Rectangle(x, y, width, height);
        pen.Fill();
    }

    protected static void FillPolygon(CairoContext pen, Rgba color, params ReadOnlySpan<(double X, double Y)> points)
    {
        pen.SetColor(color);
        pen.NewPath();
        foreach (var (x, y) in points) pen.LineTo(x, y);
        pen.ClosePath();
        pen.Fill();
    }
}
