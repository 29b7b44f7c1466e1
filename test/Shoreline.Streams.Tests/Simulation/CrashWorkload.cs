using System.Text;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>Seeded work on a few streams, with stops.</summary>
internal sealed class CrashWorkload
{
    private const string Root = "/edge/streams";
    private const int LongestRun = 80; // calls of the file system between two stops

    private static readonly StreamDefinition[] Definitions =
    [
        new() { Name = "readings", MaxBytes = 8 << 20, SegmentBytes = 2048 },
        new() { Name = "Readings", MaxBytes = 8192, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest },
        new() { Name = "..", MaxBytes = 16384, SegmentBytes = 4096, OnFull = OnFull.OverwriteOldest, Flush = FlushMode.Relaxed, RelaxedWindow = TimeSpan.FromMinutes(1) },
    ];

    private readonly Random _random;
    private readonly Dictionary<string, StreamModel> _models = [];
    private readonly HashSet<string> _perhapsCreated = [];
    private readonly HashSet<string> _perhapsDeleted = [];
    private SimulatedFileSystem _files = new();
    private int _payloads;
    private int _acknowledged;

    public CrashWorkload(int seed) => _random = new Random(seed);

    public int Stops { get; private set; }

    public string Summary => $"{Stops} stops, {_acknowledged} records acknowledged of {_payloads} appended";

    public async Task RunAsync(int operations)
    {
        while (operations > 0)
        {
            var (store, powerWasCut) = await RecoverAsync();
            Check(store, powerWasCut);
            _files.CallsUntilStop = _random.Next(1, LongestRun);
            while (operations > 0 && !_files.IsStopped)
            {
                operations--;
                await StepAsync(store);
            }
            await CloseAsync(store);
        }
    }

    private async Task<(StreamStore Store, bool PowerWasCut)> RecoverAsync()
    {
        var powerWasCut = false;
        while (true)
        {
            Stops++;
            var cut = _random.Next(3) > 0;
            powerWasCut |= cut;
            _files = cut ? _files.AfterPowerCut(_random) : _files.AfterKill();
            if (_random.Next(3) == 0) _files.CallsUntilStop = _random.Next(1, 20); // also while it recovers
            try
            {
                var store = await TestStreams.OpenAsync(Root, _files);
                _files.CallsUntilStop = int.MaxValue;
                if (!_files.IsStopped) return (store, powerWasCut);
                await CloseAsync(store);
            }
            catch (IOException) when (_files.IsStopped) { /* stopped again; go round */ }
        }
    }

    private void Check(StreamStore store, bool powerWasCut)
    {
        foreach (var name in _perhapsDeleted.Where(name => !store.TryGet(name, out _))) _models.Remove(name);
        foreach (var name in _perhapsCreated)
        {
            if (!_models.ContainsKey(name) && store.TryGet(name, out var made)) _models[name] = new StreamModel(made.Definition, made.Incarnation);
        }
        _perhapsCreated.Clear();
        _perhapsDeleted.Clear();
        Assert.Equal(_models.Keys.Order(StringComparer.Ordinal), store.List().Select(stream => stream.Name));
        foreach (var (name, model) in _models) model.Check(store.Get(name), powerWasCut);
    }

    private async Task StepAsync(StreamStore store)
    {
        var definition = Definitions[_random.Next(Definitions.Length)];
        try
        {
            if (!store.TryGet(definition.Name, out var stream)) Create(store, definition);
            else if (_random.Next(100) == 0) await DeleteAsync(store, definition.Name);
            else if (_random.Next(6) == 0) await ConfirmAsync(stream, _models[definition.Name]);
            else await AppendAsync(stream, _models[definition.Name]);
        }
        catch (Exception e) when (e is IOException && _files.IsStopped) { /* the stop that was asked for */ }
    }

    private void Create(StreamStore store, StreamDefinition definition)
    {
        _perhapsCreated.Add(definition.Name);
        var stream = store.Create(definition);
        _models[definition.Name] = new StreamModel(definition, stream.Incarnation);
    }

    private async Task DeleteAsync(StreamStore store, string name)
    {
        _perhapsDeleted.Add(name);
        await store.DeleteAsync(name);
        _models.Remove(name);
    }

    private async Task ConfirmAsync(DurableStream stream, StreamModel model)
    {
        var cursor = stream.OpenCursor("cloud");
        cursor.Confirm(_random.NextInt64(-1, stream.NewestSequence + 1));
        model.ConfirmedCursor = cursor.Confirmed;
        await cursor.SaveAsync();
        model.SavedCursor = cursor.Confirmed;
    }

    private async Task AppendAsync(DurableStream stream, StreamModel model)
    {
        var burst = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => NewPayload()).ToArray();
        var appends = burst.Select(payload => stream.AppendAsync(Encoding.UTF8.GetBytes(payload)).AsTask()).ToArray();
        for (var i = 0; i < burst.Length; i++)
        {
            try
            {
                model.Acknowledge(await appends[i], burst[i]);
                _acknowledged++;
            }
            catch (StreamWriteException) when (_files.IsStopped)
            {
                model.LeaveUnanswered(burst[i]);
            }
        }
    }

    private string NewPayload() => $"{_payloads++} {new string('x', _random.Next(10) == 0 ? _random.Next(700) : _random.Next(40))}";

    private static async Task CloseAsync(StreamStore store)
    {
        try { await store.DisposeAsync(); }
        catch (IOException) { /* its machine has stopped */ }
    }
}
