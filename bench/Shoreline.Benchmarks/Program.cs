using Shoreline.Benchmarks;
using Shoreline.Benchmarks.Append;

// Each measurement is a file of its own; none of them starts others.
return args switch
{
    ["append", .. var rest] => await AppendBenchmark.RunAsync(rest),
    ["accuracy", .. var models] => await VisionAccuracy.RunAsync(models),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Shoreline.Benchmarks append [RECORDS [APPENDERS [FOLDER]]]
               Shoreline.Benchmarks accuracy [MODEL...]
        """);
    return 2;
}
