namespace Shoreline.Streams.Tests.Simulation;

/// <summary>One seed's run: work on a disk that fails, on a clock that jumps, with stops; after each stop all that was promised is checked, and the work goes on.</summary>
internal sealed class FaultRun
{
    private const int Operations = 120;
    private const int MostAttempts = 20;

    private static readonly TimeSpan[] ClockSteps =
        [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(365), TimeSpan.FromDays(-365)];

    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly ListLogger _log = new();
    private readonly SimulatedStore _opener;
    private readonly FaultInjector _faults;
    private readonly Workload _work;
    private SimulatedFileSystem _disk = new();
    private Stop _stop = Stop.Kill; // the worst since all streams were looked at: some may not have opened since
    private int _reports;

    public FaultRun(int seed)
    {
        _random = new Random(seed);
        _opener = new SimulatedStore(_random, _time) { Log = _log };
        _faults = new FaultInjector(_random, _time);
        _work = new Workload(_random, _time, _opener.Writers) { CanLose = CanLose, World = new World { DiskMayFail = true } };
    }

    public SortedDictionary<Mishap, int> Mishaps { get; } = [];

    /// <summary>How many streams opened later than their store.</summary>
    public int Reopened { get; private set; }

    public IReadOnlyDictionary<Fault, int> Struck => _faults.Struck;

    public SimulatedFileSystem Disk => _disk;

    /// <summary>What the log said before the run ended; all of it where only one seed is asked for.</summary>
    public IEnumerable<string> LastMessages => _log.Messages.TakeLast(Setting.Seed is null ? 12 : int.MaxValue);

    public string Summary => $"{_faults}; {_work.Acknowledged} acknowledged, {_work.Refused} refused; {string.Join(", ", Mishaps.Select(mishap => $"{mishap.Key} {mishap.Value}"))}";

    private bool CanLose => _faults.Lies || _faults.Flips;

    public async Task RunAsync()
    {
        for (var left = Operations; left > 0;)
        {
            var store = await OpenAsync();
            for (var turns = _random.Next(5, 50); turns > 0 && left > 0; turns--, left--)
            {
                if (_random.Next(6) == 0) Happen();
                await StepAsync(store);
            }
            var (before, stop) = (_stop, await StopAsync(store));
            _stop = before == Stop.PowerCut && store.Faulty.Count > 0 ? before : stop;
        }
        _faults.IsOn = false;
        await OpenAsync();
    }

    /// <summary>A disk that fails may keep a stream or the store from opening; once it works again, all must be there.</summary>
    private async Task<StreamStore> OpenAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            _faults.IsOn = attempt < MostAttempts && _random.Next(3) == 0;
            _disk.Inject = _faults.Next;
            try
            {
                var store = await _opener.OpenAsync(_disk);
                if (!MayFail && !CanLose) Assert.Empty(store.Faulty);
                (_faults.IsOn, _faults.IsReadOnly) = (false, false);
                Check(store);
                _faults.IsOn = true;
                return store;
            }
            catch (IOException) when (MayFail)
            {
                (_faults.IsReadOnly, _disk.FreeBytes) = (false, long.MaxValue);
                if (_random.Next(2) == 0) _stop = Cut();
                else _disk = _disk.AfterKill();
            }
        }
    }

    private bool MayFail => _faults.IsOn || _faults.IsReadOnly || _disk.FreeBytes < long.MaxValue;

    private void Check(StreamStore store)
    {
        if (!CanLose)
        {
            _work.World = _work.World.Check(store, _stop);
            return;
        }
        _work.World = _work.World.CheckDamaged(store, out var lost);
        var reports = _log.Messages.Count(message => message.StartsWith("210", StringComparison.Ordinal));
        if (lost > 0 && !_faults.Lies) Assert.True(reports > _reports, $"{lost} records are lost, and nothing in the log says so");
        if (store.Faulty.Count == 0) _reports = reports; // what was told of a stream that is closed now shows once it is open
    }

    private async Task StepAsync(StreamStore store)
    {
        try
        {
            _time.Advance(TimeSpan.Zero); // what came due in slow calls
            OpenFaulty(store);
            await _work.StepAsync(store);
        }
        catch (IOException) { /* refused, and the model knows */ }
        catch (StreamFaultyException e) when (store.Faulty.Contains(e.Faulty)) { /* closed until the store opens again */ }
    }

    /// <summary>Somebody asks for the streams that could not be opened; one that is open now holds what was promised, as after a restart.</summary>
    private void OpenFaulty(StreamStore store)
    {
        if (CanLose) return;
        foreach (var name in store.Faulty.Select(faulty => faulty.Name).Where(name => _work.World.Streams.ContainsKey(name) && !_work.World.IsUncertain(name)))
        {
            DurableStream stream;
            try { stream = store.Get(name); }
            catch (StreamFaultyException) { continue; }
            (_faults.IsOn, _faults.IsReadOnly, _disk.FreeBytes) = (false, false, long.MaxValue);
            _work.World = _work.World.CheckOpened(stream, _stop);
            _faults.IsOn = true;
            Reopened++;
        }
    }

    private void Happen()
    {
        switch (Count((Mishap)_random.Next((int)Mishap.DiskFills, (int)Mishap.BitFlip + 1)))
        {
            case Mishap.DiskFills: _disk.FreeBytes = _random.Next(3000); break;
            case Mishap.SpaceFreed: _disk.FreeBytes = long.MaxValue; break;
            case Mishap.TurnsReadOnly: _faults.IsReadOnly = _random.Next(2) == 0; break;
            case Mishap.TurnsWritable: _faults.IsReadOnly = false; break;
            case Mishap.ClockStep: _time.Step(ClockSteps[_random.Next(ClockSteps.Length)]); break;
            case Mishap.BitFlip when _faults.Flips: Flip(); break;
        }
    }

    private void Flip()
    {
        var files = _disk.AllFiles(SimulatedStore.Root).Where(path => _disk.Find(path).Content.Length > 0).ToArray();
        if (files.Length == 0) return;
        var file = _disk.Find(files[_random.Next(files.Length)]);
        file.Flip(_random.NextInt64(file.Content.Length * 8L));
    }

    private async Task<Stop> StopAsync(StreamStore store)
    {
        var stop = Stop.Kill;
        var orderly = _random.Next(4) == 0;
        if (orderly) await CloseAsync(store);
        var before = _disk;
        if (_random.Next(2) == 0) stop = Cut();
        else (_, _disk) = (Count(Mishap.Kill), _disk.AfterKill());
        _disk.FreeBytes = before.FreeBytes; // a full disk is full after a restart, too
        if (!orderly) await CloseAsync(store);
        return stop;
    }

    private Stop Cut()
    {
        Count(Mishap.PowerCut);
        _disk = _disk.AfterPowerCut(_random);
        return Stop.PowerCut;
    }

    private Mishap Count(Mishap mishap)
    {
        Mishaps[mishap] = Mishaps.GetValueOrDefault(mishap) + 1;
        return mishap;
    }

    private static async Task CloseAsync(StreamStore store)
    {
        try { await store.DisposeAsync(); }
        catch (IOException) { /* its machine has stopped */ }
    }
}
