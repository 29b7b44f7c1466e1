namespace Shoreline.Streams.Tests.Simulation;

/// <summary>Decides call by call what goes wrong, from a seed. Each run has only some of the kinds: with all at once none would ever be alone.</summary>
internal sealed class FaultInjector
{
    private static readonly Fault[] Honest = [Fault.WriteError, Fault.FlushError, Fault.ReadError, Fault.NameError, Fault.Slow];
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(90); // longer than a relaxed stream's window

    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly HashSet<Fault> _kinds;
    private readonly int _perMille;

    public FaultInjector(Random random, ManualTime time)
    {
        (_random, _time) = (random, time);
        _kinds = [.. Honest.Where(_ => random.Next(3) == 0)];
        Lies = random.Next(8) == 0;
        if (Lies) _kinds.Add(Fault.FlushLost);
        Flips = random.Next(6) == 0;
        _perMille = random.Next(1, 60);
    }

    /// <summary>Flushes are lost though they were answered.</summary>
    public bool Lies { get; }

    /// <summary>Bits turn over.</summary>
    public bool Flips { get; }

    public bool IsOn { get; set; }

    public bool IsReadOnly { get; set; }

    /// <summary>How often each kind struck.</summary>
    public SortedDictionary<Fault, int> Struck { get; } = [];

    public override string ToString() => $"{string.Join('+', _kinds.Order())}{(Flips ? "+BitFlip" : "")} in {_perMille} of 1000 calls";

    public Fault Next(DiskCall call, string path)
    {
        if (IsReadOnly && call != DiskCall.Read) return Strike(Fault.ReadOnly);
        if (!IsOn || _random.Next(1000) >= _perMille) return Fault.None;
        var fits = _kinds.Where(kind => Fits(kind, call)).Order().ToArray();
        if (fits.Length == 0) return Fault.None;
        var fault = Strike(fits[_random.Next(fits.Length)]);
        if (fault == Fault.Slow) _time.Pass(_random.NextDouble() * LongestCall);
        return fault;
    }

    private static bool Fits(Fault kind, DiskCall call) => kind switch
    {
        Fault.WriteError => call is DiskCall.Write or DiskCall.Truncate,
        Fault.FlushError => call is DiskCall.Flush,
        Fault.FlushLost => call is DiskCall.Flush or DiskCall.SyncFolder,
        Fault.ReadError => call is DiskCall.Read,
        Fault.NameError => call is DiskCall.Create or DiskCall.Move or DiskCall.Delete or DiskCall.CreateFolder or DiskCall.SyncFolder,
        Fault.Slow => true,
        _ => false,
    };

    private Fault Strike(Fault fault)
    {
        Struck[fault] = Struck.GetValueOrDefault(fault) + 1;
        return fault;
    }
}
