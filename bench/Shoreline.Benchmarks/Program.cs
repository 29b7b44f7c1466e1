using System.Globalization;
using Shoreline.Benchmarks;
using Shoreline.Benchmarks.Append;
using Shoreline.Benchmarks.Protocol;

// Each measurement is a file of its own; none of them starts others.
try
{
    return await RunAsync();
}
catch (MissingException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}

async Task<int> RunAsync() => args switch
{
    ["append", .. var rest] => await AppendBenchmark.RunAsync(rest),
    ["protocol", .. var rest] => await ProtocolBenchmark.RunAsync(rest),
    ["serve", var folder] => await ServeCommand.RunAsync(folder),
    ["vision"] => await VisionThroughput.RunAsync("interview-720p.mp4", threads: 0),
    ["vision", var clip] => await VisionThroughput.RunAsync(clip, threads: 0),
    ["vision", var clip, var threads] => await VisionThroughput.RunAsync(clip, int.Parse(threads, CultureInfo.InvariantCulture)),
    ["accuracy", .. var models] => await VisionAccuracy.RunAsync(models),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Shoreline.Benchmarks append [RECORDS [APPENDERS [FOLDER]]]
               Shoreline.Benchmarks protocol [ROUNDS [FOLDER]]
               Shoreline.Benchmarks vision [CLIP [THREADS]]
               Shoreline.Benchmarks accuracy [MODEL...]
        """);
    return 2;
}
