namespace Shoreline.Media.Scenes;

/// <summary>Numbers that depend on seed and position only, on every machine and runtime: SplitMix64.</summary>
internal struct SceneRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>For the <paramref name="index"/>th thing of a scene.</summary>
    public static SceneRandom For(int seed, int index) => new(((ulong)(uint)seed << 32) ^ ((ulong)(uint)index * 0x9E3779B97F4A7C15));

    /// <summary>0…1, 1 excluded.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public double Between(double least, double most) => least + ((most - least) * Next());

    public T Pick<T>(ReadOnlySpan<T> of) => of[(int)(Next() * of.Length)];
}
