using System.Globalization;
using System.Security.Cryptography;
using Shoreline.Streams;

// Appends to the streams of a folder from many tasks, for tests that kill it, and says on standard output what was acknowledged:
//   READY                         the store is open
//   A STREAM SEQUENCE DIGEST      a record is stored; the beginning of its payload's SHA-256
//   C STREAM SEQUENCE             the export "cloud" has confirmed so far, and that is saved
//   T                             the streams were told to look for what has expired
// It ends when standard input does; the line "tend" there makes the streams look.
if (args.Length != 1)
{
    await Console.Error.WriteLineAsync("usage: Shoreline.StreamWriter ROOT");
    return 2;
}

const int TasksPerStream = 16;
StreamDefinition[] definitions =
[
    new() { Name = "safe", SegmentBytes = 256 << 10, TimeToLive = TimeSpan.FromMinutes(1) }, // nobody exports it, so only its age decides
    new() { Name = "ring", MaxBytes = 256 << 10, SegmentBytes = 32 << 10, OnFull = OnFull.OverwriteOldest },
];
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var lines = TextWriter.Synchronized(output);
var stopping = new CancellationTokenSource();

await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = args[0] });
var streams = definitions.Select(definition => store.TryGet(definition.Name, out var stream) ? stream : store.Create(definition)).ToArray();
await lines.WriteLineAsync("READY");

var work = streams.SelectMany(stream => Enumerable.Range(0, TasksPerStream).Select(_ => Task.Run(() => AppendAsync(stream)))).Append(Task.Run(() => ConfirmAsync(streams[1]))).ToArray();
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line != "tend") continue;
    foreach (var stream in streams) await store.UpdateAsync(stream.Definition);
    await lines.WriteLineAsync("T");
}
await stopping.CancelAsync();
await Task.WhenAll(work);
return 0;

async Task AppendAsync(DurableStream stream)
{
    while (!stopping.IsCancellationRequested)
    {
        var payload = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(16, 600));
        var sequence = await stream.AppendAsync(payload);
        var digest = Convert.ToHexStringLower(SHA256.HashData(payload).AsSpan(0, 8));
        await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"A {stream.Name} {sequence} {digest}"));
    }
}

async Task ConfirmAsync(DurableStream stream)
{
    var cursor = stream.OpenCursor("cloud");
    while (!stopping.IsCancellationRequested)
    {
        await stream.WaitAsync(cursor.Confirmed + 50, TimeSpan.FromSeconds(1));
        if (stream.NewestSequence <= cursor.Confirmed) continue;
        cursor.Confirm(stream.NewestSequence);
        await cursor.SaveAsync();
        await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"C {stream.Name} {cursor.Confirmed}"));
    }
}
