namespace Shoreline.Vision.Cascades;

/// <summary>A window that passed the cascade, in pixels.</summary>
internal readonly record struct Hit(int X, int Y, int Width, int Height);

/// <summary>Windows that agree, averaged.</summary>
/// <param name="Neighbors">How many windows agree.</param>
internal readonly record struct HitGroup(float X, float Y, float Width, float Height, int Neighbors);

/// <summary>Joins the many windows that pass around one object. A real object passes at several places and sizes, a false alarm rarely.</summary>
/// <remarks>
/// Two windows are alike where each side is off by no more than a fifth of the smaller one's mean side; likeness of neighbours is handed on. Groups of
/// <c>minNeighbors</c> or fewer go, and so do those that lie within a stronger one. Used again and again without allocating.
/// </remarks>
internal sealed class RectangleGroups
{
    private const float Tolerance = 0.2f;

    private readonly int[] _parents = new int[Capacity];
    private readonly HitGroup[] _groups = new HitGroup[Capacity];
    private readonly int[] _groupOf = new int[Capacity];
    private readonly Hit[] _hits = new Hit[Capacity];
    private int _hitCount;
    private int _groupCount;

    /// <summary>Windows that are looked at; a picture of nothing but faces has fewer.</summary>
    public const int Capacity = 8192;

    public void Clear() => (_hitCount, _groupCount) = (0, 0);

    /// <summary>False where there is no room for more.</summary>
    public bool TryAdd(in Hit hit)
    {
        if (_hitCount == Capacity) return false;
        _hits[_hitCount++] = hit;
        return true;
    }

    /// <summary>The groups; valid until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<HitGroup> Join(int minNeighbors)
    {
        Link();
        Average();
        var kept = 0;
        for (var i = 0; i < _groupCount; i++)
        {
            if (_groups[i].Neighbors > minNeighbors) _groups[kept++] = _groups[i];
        }
        return RemoveInner(_groups.AsSpan(0, kept));
    }

    private void Link()
    {
        for (var i = 0; i < _hitCount; i++)
        {
            _parents[i] = i;
            for (var j = 0; j < i; j++)
            {
                if (AreAlike(_hits[i], _hits[j])) _parents[Root(i)] = Root(j);
            }
        }
    }

    private int Root(int hit)
    {
        while (_parents[hit] != hit)
        {
            _parents[hit] = _parents[_parents[hit]];
            hit = _parents[hit];
        }
        return hit;
    }

    private void Average()
    {
        _groupOf.AsSpan(0, _hitCount).Fill(-1);
        _groupCount = 0;
        for (var i = 0; i < _hitCount; i++)
        {
            ref var index = ref _groupOf[Root(i)];
            if (index < 0)
            {
                index = _groupCount;
                _groups[_groupCount++] = default;
            }
            ref var group = ref _groups[index];
            var hit = _hits[i];
            group = new HitGroup(group.X + hit.X, group.Y + hit.Y, group.Width + hit.Width, group.Height + hit.Height, group.Neighbors + 1);
        }
        foreach (ref var group in _groups.AsSpan(0, _groupCount))
        {
            var share = 1f / group.Neighbors;
            group = new HitGroup(group.X * share, group.Y * share, group.Width * share, group.Height * share, group.Neighbors);
        }
    }

    private static Span<HitGroup> RemoveInner(Span<HitGroup> groups)
    {
        var kept = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            var inner = false;
            for (var j = 0; j < groups.Length && !inner; j++) inner = i != j && IsWithin(groups[i], groups[j]);
            if (!inner) (groups[kept], groups[i], kept) = (groups[i], groups[kept], kept + 1);
        }
        return groups[..kept];
    }

    private static bool IsWithin(in HitGroup group, in HitGroup other)
    {
        var (dx, dy) = (other.Width * Tolerance, other.Height * Tolerance);
        return group.Neighbors < other.Neighbors
            && group.X >= other.X - dx && group.X + group.Width <= other.X + other.Width + dx
            && group.Y >= other.Y - dy && group.Y + group.Height <= other.Y + other.Height + dy;
    }

    private static bool AreAlike(in Hit a, in Hit b)
    {
        var limit = Tolerance * (Math.Min(a.Width, b.Width) + Math.Min(a.Height, b.Height)) / 2;
        return Math.Abs(a.X - b.X) <= limit && Math.Abs(a.Y - b.Y) <= limit
            && Math.Abs(a.X + a.Width - b.X - b.Width) <= limit && Math.Abs(a.Y + a.Height - b.Y - b.Height) <= limit;
    }
}
