using System.Runtime.CompilerServices;
using System.Text;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>Seeded work on a few small streams, and the model of what it was told. Nothing in it depends on threads or on the time of day.</summary>
internal sealed class Workload(Random random, ManualTime time, InlineWriters writers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly StreamDefinition[] Definitions =
    [
        new() { Name = "readings", MaxBytes = 8192, SegmentBytes = 2048 },
        new() { Name = "Readings", MaxBytes = 4096, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest },
        new() { Name = "..", MaxBytes = 6144, SegmentBytes = 2048, OnFull = OnFull.OverwriteOldest, Flush = FlushMode.Relaxed, RelaxedWindow = Window },
    ];

    private readonly ConditionalWeakTable<DurableStream, Follower> _followers = []; // go with their streams: a simulated file needs no closing
    private int _payloads;
    private Burst? _burst;

    /// <param name="Payloads">Those taken, in order: their sequences follow each other.</param>
    private sealed record Burst(DurableStream Stream, List<string> Payloads, long First);

    public World World { get; set; } = new();

    /// <summary>The disk damages what it was given, or lies about it: acknowledged records may be missing.</summary>
    public bool CanLose { get; init; }

    public int Acknowledged { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What must hold if everything stops now, in the middle of a call: also the records of a burst that readers are shown already.</summary>
    public World AtThisCall
    {
        get
        {
            if (_burst is not { } burst) return World;
            var model = World[burst.Stream.Name];
            for (var i = (int)(model.Newest + 1 - burst.First); burst.First + i <= burst.Stream.NewestSequence; i++)
                model = model.Acknowledge(burst.First + i, burst.Payloads[i]);
            return World.With(model);
        }
    }

    /// <summary>One operation. What the disk refuses is answered to the model; other failures are the caller's.</summary>
    public async Task StepAsync(StreamStore store)
    {
        var definition = Definitions[random.Next(Definitions.Length)];
        var choice = random.Next(100);
        if (!store.TryGet(definition.Name, out var stream)) Create(store, definition);
        else if (choice < 1) await DeleteAsync(store, definition.Name);
        else if (choice < 15) await ConfirmAsync(stream);
        else if (choice < 20) PassTime(store);
        else if (choice < 30) Follow(stream);
        else if (choice < 32) await UpdateAsync(store, stream);
        else if (choice < 33) Forget(stream);
        else if (choice < 35) Move(stream);
        else await AppendAsync(store, stream);
    }

    private void Create(StreamStore store, StreamDefinition definition)
    {
        World = World.Begin(definition);
        var stream = store.Create(definition);
        World = World.Made(new StreamModel(definition, stream.Incarnation) { DiskMayFail = World.DiskMayFail });
    }

    private async Task DeleteAsync(StreamStore store, string name)
    {
        World = World.BeginDelete(name);
        await store.DeleteAsync(name);
        World = World.Deleted(name);
    }

    private async Task ConfirmAsync(DurableStream stream)
    {
        if (World[stream.Name].Cursor is null) World = World.With(World[stream.Name] with { CursorIsUncertain = true });
        var cursor = stream.OpenCursor(CursorState.ExportId);
        if (World[stream.Name].Cursor is null) World = World.With(World[stream.Name].BeginExport(cursor));
        var confirmed = random.NextInt64(-1, (random.Next(3) == 0 ? stream.NewestSequence : stream.DurableSequence) + 1);
        cursor.Confirm(confirmed, records: random.Next(10), bytes: random.Next(1000), refused: random.Next(2));
        World = World.With(World[stream.Name] with { Cursor = CursorState.Of(cursor) });
        if (random.Next(4) == 0) return; // saved with a later one, or when the stream is closed
        await cursor.SaveAsync();
        World = World.With(World[stream.Name] with { SavedCursor = CursorState.Of(cursor), CursorIsUncertain = false });
    }

    /// <summary>The export is taken away; a later one of its id begins with the oldest record.</summary>
    private void Forget(DurableStream stream)
    {
        World = World.With(World[stream.Name] with { Cursor = null, SavedCursor = null, CursorIsUncertain = true });
        stream.DeleteCursor(CursorState.ExportId);
        World = World.With(World[stream.Name] with { CursorIsUncertain = false });
    }

    /// <summary>The export is set to another place, back or forth.</summary>
    private void Move(DurableStream stream)
    {
        if (World[stream.Name].Cursor is null) return;
        var cursor = stream.OpenCursor(CursorState.ExportId);
        World = World.With(World[stream.Name] with { SavedCursor = null, CursorIsUncertain = true });
        cursor.MoveTo(random.NextInt64(-1, stream.DurableSequence + 1));
        World = World.With(World[stream.Name].BeginExport(cursor));
    }

    /// <summary>Another size, time to live or rule for a full stream.</summary>
    private async Task UpdateAsync(StreamStore store, DurableStream stream)
    {
        var definition = stream.Definition with
        {
            MaxBytes = stream.Definition.SegmentBytes * random.NextInt64(3, 6),
            OnFull = random.Next(4) > 0 ? stream.Definition.OnFull : OnFull.OverwriteOldest,
            TimeToLive = random.Next(2) == 0 ? null : 2 * Window,
            ExpiresUnexported = random.Next(2) == 0,
        };
        var model = World[stream.Name];
        World = World.With(model with { Proposed = model.Proposed.Add(definition) });
        try
        {
            await store.UpdateAsync(definition);
            World = World.With(World[stream.Name].Observe(stream).Update(definition));
        }
        catch (StreamUpdateException)
        {
            World = World.With(model.Observe(stream)); // it holds more than it was to hold
        }
    }

    /// <summary>Enough for the relaxed streams to flush.</summary>
    private void PassTime(StreamStore store)
    {
        time.Advance(Window);
        foreach (var stream in store.List()) World = World.With(World[stream.Name].Flush(stream).Observe(stream)); // some may have expired
    }

    /// <summary>Reads on where the reader of this stream was, and compares with what was acknowledged.</summary>
    private void Follow(DurableStream stream)
    {
        var follower = _followers.GetValue(stream, static stream => new Follower(stream));
        follower.ReadOn(World[stream.Name], CanLose);
    }

    private async Task AppendAsync(StreamStore store, DurableStream stream)
    {
        var payloads = Enumerable.Range(0, random.Next(1, 12)).Select(_ => NewPayload()).ToArray();
        World = World.With(World[stream.Name].Append(payloads));
        _burst = new Burst(stream, [], stream.NewestSequence + 1);
        if (random.Next(3) > 0) writers.Hold(); // gathered, as while the disk is busy; or one by one
        var appends = payloads.Select(payload => Begin(_burst, payload)).ToArray();
        writers.Release();
        _burst = null;
        var isFull = false;
        for (var i = 0; i < payloads.Length; i++)
        {
            try
            {
                World = World.With(World[stream.Name].Acknowledge(await appends[i], payloads[i]));
                Acknowledged++;
            }
            catch (StreamFullException)
            {
                var model = World[stream.Name];
                World = World.With(model with { Unanswered = model.Unanswered.Remove(payloads[i]) }); // it was never queued
                isFull = true;
            }
            catch (StreamWriteException)
            {
                Refused++;
            }
        }
        World = World.With(World[stream.Name].Observe(stream));
        if (isFull && random.Next(4) == 0) await DeleteAsync(store, stream.Name);
    }

    private static ValueTask<long> Begin(Burst burst, string payload)
    {
        burst.Payloads.Add(payload); // before the writer may take it
        var append = burst.Stream.AppendAsync(Encoding.UTF8.GetBytes(payload));
        if (append.IsFaulted) burst.Payloads.Remove(payload); // the stream is full
        return append;
    }

    private string NewPayload() => $"{_payloads++} {new string('x', random.Next(10) == 0 ? random.Next(700) : random.Next(40))}";
}
