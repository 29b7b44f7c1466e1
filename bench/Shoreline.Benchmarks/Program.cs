using System.Globalization;
using Shoreline.Benchmarks;

return args switch
{
    ["accuracy", .. var models] => await VisionAccuracy.RunAsync(models),
    ["vision"] => await VisionThroughput.RunAsync("interview-720p.mp4", threads: 0),
    ["vision", var clip] => await VisionThroughput.RunAsync(clip, threads: 0),
    ["vision", var clip, var threads] => await VisionThroughput.RunAsync(clip, int.Parse(threads, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: accuracy [MODEL…] | vision [CLIP] [THREADS]");
    return 2;
}
