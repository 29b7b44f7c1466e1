using Shoreline.Benchmarks;
using Shoreline.Benchmarks.Accuracy;
using Shoreline.Benchmarks.Append;
using Shoreline.Benchmarks.Components;
using Shoreline.Benchmarks.Gateway;
using Shoreline.Benchmarks.Ipc;
using Shoreline.Benchmarks.Many;
using Shoreline.Benchmarks.Open;
using Shoreline.Benchmarks.Protocol;
using Shoreline.Benchmarks.Read;
using Shoreline.Benchmarks.Vision;

// Each measurement is a folder or file of its own; only the board starts others.
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
    ["board", .. var rest] => await Board.RunAsync(rest),
    ["append", .. var rest] => await AppendBenchmark.RunAsync(rest),
    ["read", .. var rest] => await ReadBenchmark.RunAsync(rest),
    ["protocol", .. var rest] => await ProtocolBenchmark.RunAsync(rest),
    ["open", .. var rest] => await OpenBenchmark.RunAsync(rest),
    ["many", .. var rest] => await ManyBenchmark.RunAsync(rest),
    ["components", .. var rest] => await ComponentsBenchmark.RunAsync(rest),
    ["ipc", .. var rest] => await IpcBenchmark.RunAsync(rest),
    ["nucleus", .. var rest] => await NucleusBenchmark.RunAsync(rest),
    ["deployment", .. var rest] => await DeploymentBenchmark.RunAsync(rest),
    ["serve", var folder] => await ServeCommand.RunAsync(folder),
    ["open-once", var folder] => await OpenBenchmark.OnceAsync(folder),
    ["vision", .. var rest] => await VisionThroughput.RunAsync(rest),
    ["vision-opencv", .. var rest] => await VisionOpenCv.RunAsync(rest),
    ["vision-cameras", .. var rest] => await VisionCameras.RunAsync(rest),
    ["vision-start", .. var rest] => await VisionStart.RunAsync(rest),
    ["vision-soak", .. var rest] => await VisionSoak.RunAsync(rest),
    ["vision-batch", .. var rest] => VisionBatch.Run(rest),
    ["accuracy", "--page", var file] => await AccuracyPage.RunAsync(file),
    ["accuracy", .. var models] => await VisionAccuracy.RunAsync(models),
    ["golden", var file] => await VisionGolden.RunAsync(file),
    ["prepare"] => PrepareBenchmark.Run(),
    ["motion"] => MotionBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Shoreline.Benchmarks board [FOLDER]
               Shoreline.Benchmarks append [RECORDS [ROUNDS [FOLDER]]]
               Shoreline.Benchmarks read [RECORDS [ROUNDS [FOLDER]]]
               Shoreline.Benchmarks protocol [ROUNDS [FOLDER]]
               Shoreline.Benchmarks open [RECORDS [PAYLOAD-BYTES [FOLDER]]]
               Shoreline.Benchmarks many [STREAMS [SECONDS [FOLDER]]]
               Shoreline.Benchmarks components [COUNT [SECONDS]]
               Shoreline.Benchmarks ipc [SECONDS [ROUNDS [FOLDER]]]
               Shoreline.Benchmarks nucleus [PROGRAM [ROUNDS [SECONDS]]]
               Shoreline.Benchmarks deployment [PROGRAM [ROUNDS [FOLDER]]]
               Shoreline.Benchmarks vision [CLIP [FRAMES [LANES [MODEL...]]]]
               Shoreline.Benchmarks vision-opencv [CLIP [FRAMES [MODEL...]]]
               Shoreline.Benchmarks vision-cameras [SECONDS [CAMERAS [newest|all [MODEL]]]]
               Shoreline.Benchmarks vision-start [PROGRAM [ROUNDS [MODEL...]]]
               Shoreline.Benchmarks vision-soak [FRAMES [LANES]]
               Shoreline.Benchmarks vision-batch [ROUNDS]
               Shoreline.Benchmarks accuracy [MODEL...]
               Shoreline.Benchmarks accuracy --page FILE
               Shoreline.Benchmarks golden FILE
               Shoreline.Benchmarks prepare
               Shoreline.Benchmarks motion
        FOLDER lies on the disk that is measured; the temporary folder unless given.
        PROGRAM is the shoreline to start; the launcher in the project's folder unless given.
        """);
    return 2;
}
