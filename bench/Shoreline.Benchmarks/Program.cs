using Shoreline.Benchmarks;

return args switch
{
    ["accuracy", .. var models] => await VisionAccuracy.RunAsync(models),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: accuracy [MODEL…]");
    return 2;
}
