namespace Shoreline.Benchmarks.Protocol;

/// <summary>How a load is put on a server: so many connections, each with so many requests sent before the first answer is waited for.</summary>
internal readonly record struct Load(int Pipeline, int Connections)
{
    public override string ToString() => $"{Pipeline} x {Connections}";

    /// <summary>What every contestant may choose from; the larger the record, the fewer fill the disk's bandwidth.</summary>
    public static Load[] For(int payloadBytes) => payloadBytes switch
    {
        <= 1 << 10 => [new(64, 16), new(256, 8), new(256, 50), new(1024, 4)],
        <= 64 << 10 => [new(1, 32), new(8, 8), new(32, 4)],
        _ => [new(1, 8), new(4, 2), new(4, 8)],
    };
}
