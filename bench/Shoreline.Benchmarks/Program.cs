using System.Globalization;
using Shoreline.Benchmarks;
using Shoreline.Benchmarks.Append;

// Each measurement is a file of its own; none of them starts others.
return args switch
{
    ["append", .. var rest] => await AppendBenchmark.RunAsync(rest),
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
               Shoreline.Benchmarks vision [CLIP [THREADS]]
               Shoreline.Benchmarks accuracy [MODEL...]
        """);
    return 2;
}
