using Shoreline.Vision.Motion;

namespace Shoreline.Vision.Tests.Motion;

/// <summary>A camera in front of a room with texture, the noise of its sensor, a light and things that move, drawn frame by frame and
/// shown to a gate.</summary>
internal sealed class MovingPicture : IDisposable
{
    private const int NoiseLength = 1 << 20;

    private readonly TestPicture _picture;
    private readonly byte[] _room;
    private readonly sbyte[] _noise = new sbyte[NoiseLength];
    private readonly Random _random;
    private long _index;

    public MovingPicture(MotionOptions? options = null, int width = 640, int height = 360, double noise = 3, int seed = 1)
    {
        (_picture, _random, Gate) = (new TestPicture(width, height), new Random(seed), new MotionGate(options ?? new MotionOptions()));
        _room = new byte[width * height];
        for (var i = 0; i < _room.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            _room[i] = (byte)(40 + (140 * x / width) + ((x / 23 % 2) == (y / 17 % 2) ? 25 : 0));
        }
        for (var i = 0; i < NoiseLength; i++) _noise[i] = (sbyte)Math.Clamp(Math.Round(noise * Gauss()), -127, 127);
    }

    public MotionGate Gate { get; }

    /// <summary>Frames a second of what is shown next.</summary>
    public double Rate { get; set; } = 10;

    public double Seconds { get; private set; }

    /// <summary>Factor of the light in the part of the picture left of <see cref="LitShare"/>.</summary>
    public double Light { get; set; } = 1;

    public double LitShare { get; set; } = 1;

    /// <summary>A square thing: where, how large in pixels, how much lighter than the room. Null for none.</summary>
    public (double X, double Y, int Side, int Contrast)? Thing { get; set; }

    /// <summary>One frame.</summary>
    public MotionVerdict Show()
    {
        Draw();
        Seconds += 1 / Rate;
        var ns = (long)(Seconds * 1e9);
        return Gate.Look(_picture.Frame with { Index = _index++, PtsNs = ns, CapturedAtNs = ns });
    }

    /// <summary>Frames for so long, and before each what changes.</summary>
    /// <returns>How many had each verdict.</returns>
    public Dictionary<MotionVerdict, int> ShowFor(double seconds, Action<double>? change = null)
    {
        var seen = Enum.GetValues<MotionVerdict>().ToDictionary(verdict => verdict, _ => 0);
        var began = Seconds;
        while (Seconds - began < seconds - 1e-6)
        {
            change?.Invoke(Seconds - began);
            seen[Show()]++;
        }
        return seen;
    }

    public void Dispose() => _picture.Dispose();

    private void Draw()
    {
        var (width, height) = (_picture.Width, _picture.Height);
        var luma = _picture.Luma;
        var lit = (int)(LitShare * width);
        for (var y = 0; y < height; y++)
        {
            var noise = _noise.AsSpan(_random.Next(NoiseLength - width), width);
            for (var x = 0; x < width; x++)
            {
                double grey = _room[(y * width) + x];
                if (Thing is { } thing && x >= thing.X && x < thing.X + thing.Side && y >= thing.Y && y < thing.Y + thing.Side) grey += thing.Contrast;
                if (x < lit) grey *= Light;
                luma[(y * _picture.Stride) + x] = (byte)Math.Clamp(grey + noise[x], 0, 255);
            }
        }
    }

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
