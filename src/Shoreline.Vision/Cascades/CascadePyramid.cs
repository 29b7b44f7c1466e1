using System.Runtime.CompilerServices;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Cascades;

/// <summary>Pictures of one size at all the sizes at which the cascade's window is slid over them.</summary>
internal sealed unsafe class CascadePyramid : IDisposable
{
    private readonly LumaScaler _base;
    private readonly byte[] _basePixels;
    private readonly byte[] _pixels;
    private readonly IntegralImage _integral;
    private readonly HaarEvaluator _evaluator;
    private readonly List<Level> _levels = [];
    private readonly HaarCascade _cascade;

    public CascadePyramid(HaarCascade cascade, CascadeManifest manifest, int width, int height)
    {
        (_cascade, Width, Height) = (cascade, width, height);
        var reduction = Math.Min(1, manifest.LongSide / (double)Math.Max(width, height));
        BaseWidth = Math.Max(1, (int)Math.Round(width * reduction));
        BaseHeight = Math.Max(1, (int)Math.Round(height * reduction));
        _base = new LumaScaler(width, height, BaseWidth, BaseHeight);
        _basePixels = new byte[BaseWidth * BaseHeight];
        _pixels = new byte[BaseWidth * BaseHeight];
        _integral = new IntegralImage(BaseWidth, BaseHeight);
        _evaluator = new HaarEvaluator(cascade, _integral.Stride);
        var least = manifest.MinShare * Math.Min(BaseWidth, BaseHeight) / Math.Min(cascade.WindowWidth, cascade.WindowHeight);
        for (double scale = 1; ; scale *= manifest.ScaleFactor)
        {
            var (levelWidth, levelHeight) = ((int)Math.Round(BaseWidth / scale), (int)Math.Round(BaseHeight / scale));
            if (levelWidth < cascade.WindowWidth || levelHeight < cascade.WindowHeight) break;
            if (scale >= least) _levels.Add(new Level(scale, new LumaScaler(BaseWidth, BaseHeight, levelWidth, levelHeight)));
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Width of the picture in whose pixels the hits are.</summary>
    public int BaseWidth { get; }

    /// <summary>Height of the picture in whose pixels the hits are.</summary>
    public int BaseHeight { get; }

    /// <summary>Scales the picture down once; <see cref="Search"/> works on that.</summary>
    public void Load(in YuvPicture picture) => _base.Apply(picture.Luma, picture.LumaStride, _basePixels);

    public void Search(RectangleGroups into) // hot: per frame
    {
        into.Clear();
        fixed (byte* pixels = _basePixels)
        {
            foreach (var level in _levels)
            {
                level.Scaler.Apply(pixels, BaseWidth, _pixels);
                _integral.Compute(_pixels, level.Scaler.Width, level.Scaler.Height);
                SearchLevel(level.Scale, into);
            }
        }
    }

    public void Dispose()
    {
        _base.Dispose();
        foreach (var level in _levels) level.Scaler.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SearchLevel(double scale, RectangleGroups into)
    {
        // Where the picture is hardly reduced, half the places are enough: the window tolerates a shift by a pixel.
        var step = scale > 2 ? 1 : 2;
        var (width, height) = ((int)Math.Round(_cascade.WindowWidth * scale), (int)Math.Round(_cascade.WindowHeight * scale));
        fixed (uint* sums = _integral.Sums, squares = _integral.Squares)
        {
            for (var y = 0; y <= _integral.Height - _cascade.WindowHeight; y += step)
            {
                for (var x = 0; x <= _integral.Width - _cascade.WindowWidth; x += step)
                {
                    var at = (y * _integral.Stride) + x;
                    if (_evaluator.Accepts(sums + at, squares + at, out var rejectedAtFirst))
                    {
                        if (!into.TryAdd(new Hit((int)Math.Round(x * scale), (int)Math.Round(y * scale), width, height))) return;
                    }
                    else if (rejectedAtFirst)
                    {
                        x += step;
                    }
                }
            }
        }
    }

    private sealed record Level(double Scale, LumaScaler Scaler);
}
