using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Motion;

/// <summary>What each cell looks like while nothing moves, and how much it trembles. Both follow what they see, so light may
/// change.</summary>
/// <remarks>
/// Whole numbers: means in 1/64 of a grey level, noise in 1/1024, so that the vector form and the scalar one agree to the bit. A cell has
/// changed where it is farther from its
/// background than the sensitivity's threshold and four times the noise, its own or that of the whole frame, whichever is more.
/// </remarks>
internal sealed class Background
{
    /// <summary>1 in the fixed-point format of shares.</summary>
    public const int One = 256;

    private const int NoiseScale = 16; // of the units of noise in those of the means
    private const int NoiseShift = 2; // four times, less the scale
    private const short FirstNoise = 2 * CellMeans.Level * NoiseScale;

    /// <summary>A cell never becomes blind: noise beyond eight levels is motion.</summary>
    private const short MostNoise = 8 * CellMeans.Level * NoiseScale;

    /// <summary>Noise of a whole frame beyond four levels is no noise: the light changes, or something is before the lens.</summary>
    private const short MostFrameNoise = 4 * CellMeans.Level * NoiseScale;

    private readonly short[] _means;
    private readonly short[] _noise;
    private readonly short[] _watched;
    private readonly short _threshold;

    /// <param name="watched">All ones for cells that count, 0 for the others.</param>
    /// <param name="threshold">In 1/64 of a grey level.</param>
    public Background(short[] watched, int threshold)
    {
        (_watched, _threshold) = (watched, (short)threshold);
        (_means, _noise) = (new short[watched.Length], new short[watched.Length]);
    }

    public ReadOnlySpan<short> Means => _means;

    /// <summary>Takes a picture for what is there while nothing moves.</summary>
    /// <param name="forgetNoise">Whether how much it trembles is to be found out anew.</param>
    public void Set(ReadOnlySpan<short> means, bool forgetNoise)
    {
        means.CopyTo(_means);
        if (forgetNoise) _noise.AsSpan().Fill(FirstNoise);
    }

    /// <summary>The noise of a frame in the form that <see cref="Compare"/> takes.</summary>
    public static short FrameNoise(int medianDistance) => (short)Math.Min(medianDistance * NoiseScale, MostFrameNoise);

    /// <summary>Marks the watched cells that have changed with 255, the others with 0.</summary>
    /// <param name="light">By how much the whole picture is lighter.</param>
    /// <returns>How many have changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Compare(ReadOnlySpan<short> means, short light, short frameNoise, Span<byte> changed) // hot: per frame
    {
        var (count, i) = (0, 0);
        for (; i <= means.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var low = Changed(means, i, light, frameNoise);
            var high = Changed(means, i + Vector256<short>.Count, light, frameNoise);
            // All ones or zero: the lower byte of each is the mark.
            var marks = Vector256.Narrow(low.AsUInt16() & Vector256.Create((ushort)0xFF), high.AsUInt16() & Vector256.Create((ushort)0xFF));
            marks.CopyTo(changed[i..]);
            count += System.Numerics.BitOperations.PopCount(marks.ExtractMostSignificantBits());
        }
        return count + CompareScalar(means, light, frameNoise, i, changed);
    }

    /// <summary>The same one by one: what is left at the end, and the oracle of the tests.</summary>
    public int CompareScalar(ReadOnlySpan<short> means, short light, short frameNoise, int from, Span<byte> changed)
    {
        var count = 0;
        for (var i = from; i < means.Length; i++)
        {
            var isChanged = _watched[i] != 0 && Distance(means[i], _means[i], light) > Limit(_noise[i], frameNoise);
            changed[i] = isChanged ? (byte)255 : (byte)0;
            if (isChanged) count++;
        }
        return count;
    }

    /// <summary>Moves towards a picture. Noise is learned where nothing has changed only: what moves is no noise, however long it goes
    /// on.</summary>
    /// <param name="share">How far, of <see cref="One"/>; noise goes half as far.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn(ReadOnlySpan<short> means, short light, short frameNoise, int share) // hot: ten times a second
    {
        var i = 0;
        var (toMean, toNoise) = (Vector256.Create(share), Vector256.Create(share / 2));
        for (; i <= means.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            var (mean, before, noise) = (Vector256.Create(means[i..]), Vector256.Create(_means.AsSpan(i)), Vector256.Create(_noise.AsSpan(i)));
            var distance = Vector256.Abs(mean - before - Vector256.Create(light));
            var isStill = Vector256.LessThanOrEqual(distance, Limits(noise, frameNoise));
            var trembled = Vector256.Min(distance, Vector256.Create((short)(MostNoise / NoiseScale))) * (short)NoiseScale;
            Vector256.ConditionalSelect(isStill, Toward(noise, trembled, toNoise), noise).CopyTo(_noise.AsSpan(i));
            Toward(before, mean, toMean).CopyTo(_means.AsSpan(i));
        }
        LearnScalar(means, light, frameNoise, share, i);
    }

    /// <summary>The same one by one: what is left at the end, and the oracle of the tests.</summary>
    public void LearnScalar(ReadOnlySpan<short> means, short light, short frameNoise, int share, int from)
    {
        for (var i = from; i < means.Length; i++)
        {
            var distance = Distance(means[i], _means[i], light);
            if (distance <= Limit(_noise[i], frameNoise))
            {
                var trembled = Math.Min(distance, MostNoise / NoiseScale) * NoiseScale;
                _noise[i] = Toward(_noise[i], trembled, share / 2);
            }
            _means[i] = Toward(_means[i], means[i], share);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<short> Changed(ReadOnlySpan<short> means, int at, short light, short frameNoise)
    {
        var distance = Vector256.Abs(Vector256.Create(means[at..]) - Vector256.Create(_means.AsSpan(at)) - Vector256.Create(light));
        return Vector256.GreaterThan(distance, Limits(Vector256.Create(_noise.AsSpan(at)), frameNoise)) & Vector256.Create(_watched.AsSpan(at));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<short> Limits(Vector256<short> noise, short frameNoise) =>
        Vector256.Create(_threshold) + (Vector256.Max(noise, Vector256.Create(frameNoise)) >> NoiseShift);

    private int Limit(short noise, short frameNoise) => _threshold + (Math.Max(noise, frameNoise) >> NoiseShift);

    private static int Distance(short mean, short before, short light) => Math.Abs(mean - before - light);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Toward(Vector256<short> from, Vector256<short> to, Vector256<int> share)
    {
        var (fromLow, fromHigh) = Vector256.Widen(from);
        var (toLow, toHigh) = Vector256.Widen(to);
        var half = Vector256.Create(One / 2);
        return Vector256.Narrow(fromLow + ((((toLow - fromLow) * share) + half) >> 8), fromHigh + ((((toHigh - fromHigh) * share) + half) >> 8));
    }

    private static short Toward(short from, int to, int share) => (short)(from + ((((to - from) * share) + (One / 2)) >> 8));
}
