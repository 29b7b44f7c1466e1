using System.Globalization;
using System.Security.Cryptography;
using Shoreline.Benchmarks.Protocol.Sqlite;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>
/// <c>protocol [ROUNDS [FOLDER]]</c>: durable appends over the stream manager's protocol against Redis streams and SQLite, on one disk, in turns. Each contestant first tries every
/// <see cref="Load"/> and goes on with the one that suits it best.
/// </summary>
internal static class ProtocolBenchmark
{
    private const double RoundSeconds = 0.6;
    private const long RoundBytes = 192 << 20; // of large records: Redis keeps them in memory
    private static readonly int[] PayloadSizes = [256, 1 << 10, 64 << 10, 1 << 20];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        using var scratch = new Scratch(arguments.Length > 1 ? arguments[1] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(rounds, scratch.Path));
        return 0;
    }

    public static async Task<List<Line>> MeasureAsync(int rounds, string folder)
    {
        var lines = new List<Line>();
        foreach (var bytes in PayloadSizes) lines.AddRange(await MeasureAsync(bytes, rounds, folder));
        lines.Add(await FlushesAsync(folder));
        return lines;
    }

    private static async Task<List<Line>> MeasureAsync(int payloadBytes, int rounds, string folder)
    {
        var payload = Payload(payloadBytes);
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "shoreline"));
        await using var redis = await RedisContestant.StartAsync(Path.Combine(folder, $"redis-{payloadBytes}"));
        var shoreline = new ShorelineContestant(server);
        IContestant[] contestants = [shoreline, redis, new SqliteContestant(Path.Combine(folder, "sqlite")), new SdkContestant(server)];
        var results = new List<Result>();
        foreach (var contestant in contestants) results.Add(await BestLoadAsync(contestant, payload));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var result in results) result.Rates.Add(await result.Contestant.StoreAsync(result.Load, payload, result.Records));
        }
        var what = $"protocol, durable, {payloadBytes:N0} bytes";
        var lines = results.ConvertAll(result => new Line($"{what}: {result.Contestant.Name}", result.ToText(payloadBytes)));
        lines.AddRange(results[1..3].Select(other => new Line($"{what}: Shoreline against {other.Contestant.Name}", results[0].Against(other).ToText("N2"), "> 1")));
        lines.Add(new Line($"{what}: server, a record", await AccountAsync(server, shoreline, results[0], payload), "allocation 0"));
        return lines;
    }

    private static byte[] Payload(int bytes) => [.. RandomNumberGenerator.GetHexString(bytes).Select(c => (byte)c)];

    /// <summary>Whether all three flush for real: their system calls are counted from outside.</summary>
    private static async Task<Line> FlushesAsync(string folder)
    {
        const int Records = 5_000;
        var (load, payload) = (new Load(16, 4), Payload(1024));
        await using var server = await ServerProcess.StartAsync(Path.Combine(folder, "shoreline"));
        await using var redis = await RedisContestant.StartAsync(Path.Combine(folder, "redis-flushes"));
        (IContestant Contestant, int ProcessId)[] all =
        [
            (new ShorelineContestant(server), server.ProcessId), (redis, redis.ProcessId), (new SqliteContestant(Path.Combine(folder, "sqlite")), Environment.ProcessId),
        ];
        var counts = new List<string>();
        foreach (var (contestant, processId) in all)
            counts.Add($"{contestant.Name} {await FlushCount.DuringAsync(processId, () => contestant.StoreAsync(load, payload, Records), folder)}");
        return new Line($"protocol, durable: flushes that strace counts for {Records:N0} records, load {load}", string.Join("; ", counts), "> 0");
    }

    private static async Task<Result> BestLoadAsync(IContestant contestant, byte[] payload)
    {
        var loads = Load.For(payload.Length);
        var pilot = (int)Math.Min(20_000, (64L << 20) / payload.Length);
        var rate = await contestant.StoreAsync(loads[0], payload, pilot); // compiles, warms up, tells how much fits a round
        var best = new Result(contestant, loads[0], Records(rate), rate);
        foreach (var load in contestant is SqliteContestant ? loads[..1] : loads)
        {
            rate = await contestant.StoreAsync(load, payload, Records(best.Pilot));
            if (rate > best.Pilot) best = new Result(contestant, load, Records(rate), rate);
        }
        return best;

        int Records(double rate) => (int)Math.Clamp(rate * RoundSeconds, 64, RoundBytes / payload.Length + 64);
    }

    /// <summary>One round more, for what it costs the server. Always with few connections: with many, their first requests would be much of it.</summary>
    private static async Task<string> AccountAsync(ServerProcess server, ShorelineContestant shoreline, Result result, byte[] payload)
    {
        ServerAccount before = default, after = default;
        var load = Load.For(payload.Length)[1];
        await shoreline.StoreAsync(load, payload, result.Records, async () => before = await server.AccountAsync(), async () => after = await server.AccountAsync());
        var records = (double)(after.Records - before.Records);
        return $"{(after.AllocatedBytes - before.AllocatedBytes) / records:N2} bytes allocated, "
            + $"{(after.CpuSeconds - before.CpuSeconds) / records * 1e6:N2} us of processor, {records / (after.Batches - before.Batches):N1} records a flush, load {load}";
    }

    private sealed record Result(IContestant Contestant, Load Load, int Records, double Pilot)
    {
        public List<double> Rates { get; } = [];

        public Spread Against(Result other) => new(Rates.Zip(other.Rates, (ours, theirs) => ours / theirs));

        public string ToText(int payloadBytes)
        {
            var rates = new Spread(Rates);
            var load = Contestant is SqliteContestant ? "" : $", load {Load}";
            return $"{rates.ToText("N0")} records/s, {rates.Median * payloadBytes / 1e6:N1} MB/s{load}";
        }
    }
}
