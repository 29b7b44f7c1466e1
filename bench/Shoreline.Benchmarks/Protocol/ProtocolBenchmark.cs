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
        Console.WriteLine($"durable appends; median (least to most) of {rounds} rounds in turns; load: pipelined requests x connections");
        foreach (var bytes in PayloadSizes) await MeasureAsync(bytes, rounds, scratch.Path);
        return 0;
    }

    private static async Task MeasureAsync(int payloadBytes, int rounds, string folder)
    {
        var payload = RandomNumberGenerator.GetHexString(payloadBytes).Select(c => (byte)c).ToArray();
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
        Console.WriteLine($"{payloadBytes:N0} bytes");
        foreach (var result in results) Report(result, results[0], payloadBytes);
        await ReportAccountAsync(server, shoreline, results[0], payload);
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

    private static void Report(Result result, Result shoreline, int payloadBytes)
    {
        var rates = new Spread(result.Rates);
        var megabytes = rates.Median * payloadBytes / 1e6;
        Console.Write($"  {result.Contestant.Name,-22}{rates.ToText("N0"),-34} records/s {megabytes,8:N1} MB/s");
        Console.Write(result.Contestant is SqliteContestant ? "" : $"  load {result.Load}");
        var ratios = new Spread(shoreline.Rates.Zip(result.Rates, (ours, theirs) => ours / theirs));
        Console.WriteLine(result == shoreline ? "" : $"  Shoreline / it {ratios.ToText("N2")}");
    }

    /// <summary>One round more, for what it costs the server.</summary>
    private static async Task ReportAccountAsync(ServerProcess server, ShorelineContestant shoreline, Result result, byte[] payload)
    {
        ServerAccount before = default, after = default;
        await shoreline.StoreAsync(result.Load, payload, result.Records, async () => before = await server.AccountAsync(), async () => after = await server.AccountAsync());
        var records = (double)(after.Records - before.Records);
        Console.WriteLine($"  server, a record: {(after.AllocatedBytes - before.AllocatedBytes) / records:N2} bytes allocated, "
            + $"{(after.CpuSeconds - before.CpuSeconds) / records * 1e6:N2} us of processor, {records / (after.Batches - before.Batches):N1} records a flush");
    }

    private sealed record Result(IContestant Contestant, Load Load, int Records, double Pilot)
    {
        public List<double> Rates { get; } = [];
    }
}
