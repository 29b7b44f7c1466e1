namespace Shoreline.Vision.Motion;

/// <summary>By how much a whole picture is lighter than its background, and how much it trembles: medians, which what moves in less than
/// half of the picture does not shift.</summary>
/// <remarks>Automatic exposure, a cloud, a flickering lamp and the frame with which an encoder begins anew change all cells a little;
/// none of them is motion.</remarks>
internal sealed class FrameLight
{
    private const int MostSamples = 4096;
    private const int LeastSamples = 64; // of fewer cells half may well be one object
    private const int BinShift = 4; // a quarter of a level
    private const int Bins = 256;

    private readonly int[] _samples;
    private readonly int[] _bins = new int[Bins];

    /// <param name="watched">0 for the cells that do not count.</param>
    public FrameLight(ReadOnlySpan<short> watched)
    {
        var cells = new List<int>();
        for (var i = 0; i < watched.Length; i++)
        {
            if (watched[i] != 0) cells.Add(i);
        }
        var step = Math.Max(1, (cells.Count + MostSamples - 1) / MostSamples);
        if (step > 1 && step % 2 == 0) step++; // an even step could meet the same columns in every row
        _samples = [.. cells.Where((_, index) => index % step == 0)];
    }

    /// <summary>By how much the picture is lighter, in the units of the means; 32 levels at most.</summary>
    public short Light { get; private set; }

    /// <summary>The median distance from the background, the light taken off.</summary>
    public int Distance { get; private set; }

    public void Measure(ReadOnlySpan<short> means, ReadOnlySpan<short> background) // hot: per frame
    {
        (Light, Distance) = (0, 0);
        if (_samples.Length < LeastSamples) return;
        _bins.AsSpan().Clear();
        foreach (var i in _samples)
        {
            var bin = ((means[i] - background[i] + (1 << (BinShift - 1))) >> BinShift) + (Bins / 2);
            _bins[Math.Clamp(bin, 0, Bins - 1)]++;
        }
        Light = (short)((Median() - (Bins / 2)) << BinShift);
        _bins.AsSpan().Clear();
        foreach (var i in _samples)
        {
            var bin = (Math.Abs(means[i] - background[i] - Light) + (1 << (BinShift - 1))) >> BinShift;
            _bins[Math.Min(bin, Bins - 1)]++;
        }
        Distance = Median() << BinShift;
    }

    private int Median()
    {
        var (bin, seen) = (0, _bins[0]);
        while (2 * seen < _samples.Length) seen += _bins[++bin];
        return bin;
    }
}
