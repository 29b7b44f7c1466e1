using System.CommandLine;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Cli.Terminal;
using Shoreline.Cli.Vision;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline vision SOURCE...</c>: sources analysed on their own; and <c>shoreline vision --config FILE</c>, the camera component of a gateway.</summary>
internal static class VisionCommand
{
    /// <summary>Where the password of a camera is taken from: arguments can be seen in the process list.</summary>
    private const string PasswordVariable = "SHORELINE_CAMERA_PASSWORD";

    public static Command Build()
    {
        var sources = Arguments.NotAnOption(new Argument<string[]>("source")
        {
            Description = "Clips, pictures, folders of them, or rtsp://, v4l2://, images://, test://, scene://, pipeline:",
            Arity = ArgumentArity.ZeroOrMore,
        });
        var model = new Option<string?>("--model") { Description = "Name or folder of a model, or a chain: yolox-nano+movenet-lightning. Default: the best that can be had here" };
        var shadow = new Option<string?>("--shadow") { Description = "Model that looks on beside it and is only compared" };
        var annotated = new Option<string?>("--out") { Description = "MP4 file to write, with the detections drawn in; for several sources a folder, which gets CAMERA.mp4 for each" };
        var latest = new Option<string?>("--latest") { Description = "JPEG file that always holds the latest frame with its detections; for several sources a folder, which gets CAMERA.jpg for each" };
        var latestRate = new Option<double>("--latest-rate") { Description = "Pictures a second for --latest, at most", DefaultValueFactory = _ => 5 };
        var latestWidth = new Option<int>("--latest-width") { Description = "Scale the pictures of --latest down to so many pixels" };
        var latestClean = new Option<bool>("--latest-clean") { Description = "Draw nothing into the pictures of --latest" };
        var json = new Option<string?>("--json") { Description = "File for the detections of all sources, one JSON record a frame; - is the standard output" };
        var rules = new Option<string?>("--rules") { Description = "Rule file: what to report (docs/formats/rules.md). Events are printed as they come" };
        var events = new Option<string?>("--events") { Description = "File for the events of all sources, one JSON record a line; - is the standard output" };
        var samples = new Option<string?>("--samples") { Description = "Folder for frames worth training on, with what was found in them as labels" };
        var sample = new Option<string[]>("--sample") { Description = "Which frames; may be given again: random=0.01, lowConfidence=0.3-0.5, newScene=0.3, events=zone.enter,line.cross, quota=200, interval=1s, seed=1. Default: newScene" };
        var pictures = new Option<string?>("--pictures") { Description = "Folder for pictures of the events: the frame of each, and the best look at each object that was followed" };
        var track = new Option<bool>("--track") { Description = "Follow objects from frame to frame and tell of it; with --rules they are followed in any case" };
        var motion = new Option<MotionMode>("--motion") { Description = "Hold frames back in which nothing moves: on, off or auto, which is on for cameras and off for files, --out and --latest" };
        var every = new Option<int>("--every") { Description = "Analyse one frame in so many", DefaultValueFactory = _ => 1 };
        var most = new Option<long?>("--max-frames") { Description = "End each source after so many analysed frames" };
        var device = new Option<string?>("--device") { Description = "Device name in the records. Default: the machine's name" };
        var cameras = new Option<string[]>("--camera") { Description = "Camera name in the records; once for each source, in their order. Default: from the source", AllowMultipleArgumentsPerToken = false };
        var recursive = new Option<bool>("--recursive") { Description = "Folders in folders too" };
        var parallel = new Option<int?>("--parallel") { Description = "Clips to analyse side by side. Default: one for each core. Cameras all run at once" };
        var summaryJson = new Option<string?>("--summary-json") { Description = "File for the summary, as JSON (docs/formats/vision-summary.md)" };
        var user = new Option<string?>("--user") { Description = $"User of an RTSP camera; its password is taken from ${PasswordVariable}" };
        var transport = new Option<RtspTransport>("--rtsp-transport") { Description = "auto, tcp or udp" };
        var config = new Option<string?>("--config") { Description = "Run the cameras of this file for a gateway, which writes it" };
        var command = new Command("vision", "Find faces, objects and poses in a clip, a picture or a camera")
        {
            sources, recursive, parallel, model, shadow, annotated, json, rules, events, samples, sample, pictures, track, motion, every, most, latest, latestRate, latestWidth,
            latestClean, summaryJson, device, cameras, user, transport, config,
        };
        var inference = new InferenceArguments();
        inference.AddTo(command);
        command.Subcommands.Add(RulesCommand.Build());
        command.SetAction(async (parsed, stop) =>
        {
            using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
            if (parsed.GetValue(config) is { } file) return await CameraCommand.RunAsync(file, logs, stop);
            if (parsed.GetValue(sources) is not { Length: > 0 } named)
            {
                throw new InvalidInputException("Name a source: a clip, a picture or a camera. 'shoreline vision --help' lists the forms.");
            }
            var each = new VisionRunOptions
            {
                Source = named[0],
                Model = parsed.GetValue(model),
                Shadow = parsed.GetValue(shadow),
                Latest = new LatestPictureOptions
                {
                    Rate = parsed.GetValue(latestRate),
                    Width = parsed.GetValue(latestWidth),
                    Clean = parsed.GetValue(latestClean),
                    Annotated = !parsed.GetValue(latestClean),
                },
                JsonPath = parsed.GetValue(json),
                RulesPath = parsed.GetValue(rules),
                EventsPath = parsed.GetValue(events),
                SamplesPath = parsed.GetValue(samples),
                Sampling = Sampling(parsed.GetValue(samples), parsed.GetValue(sample) ?? []),
                PicturesPath = parsed.GetValue(pictures),
                Track = parsed.GetValue(track),
                Motion = parsed.GetValue(motion),
                Every = parsed.GetValue(every),
                MaxFrames = parsed.GetValue(most),
                Device = parsed.GetValue(device) is { } deviceName ? new DeviceName(deviceName) : null,
                User = parsed.GetValue(user),
                Password = Environment.GetEnvironmentVariable(PasswordVariable),
                Transport = parsed.GetValue(transport),
            };
            each = inference.Apply(parsed, each);
            var options = new VisionBatchOptions
            {
                Sources = named,
                Recursive = parsed.GetValue(recursive),
                Parallel = parsed.GetValue(parallel),
                Cameras = [.. (parsed.GetValue(cameras) ?? []).Select(name => new CameraName(name))],
                AnnotatedPath = parsed.GetValue(annotated),
                LatestPath = parsed.GetValue(latest),
                SummaryPath = parsed.GetValue(summaryJson),
                Each = each,
            };
            // The progress, the summary and the error line tell a person all that the log would.
            var isVerbose = parsed.GetValue(CommandTree.Verbose);
            return await RunAsync(options, isVerbose ? logs.CreateLogger("vision") : NullLogger.Instance, isVerbose, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(VisionBatchOptions options, ILogger logger, bool isVerbose, CancellationToken stop)
    {
        var block = ProgressBlock.OnTerminal();
        var each = options.Each with { OnWarning = warning => block.Print(Console.Error, warning) };
        // Lines for people would be in the way of records on the same output.
        if (each is { RulesPath: not null, JsonPath: not "-", EventsPath: not "-" })
        {
            each = each with { OnEvent = happened => block.Print(Console.Out, Line(happened, options)) };
        }
        var batch = new VisionBatch(options with { Each = each }, ModelCatalog.Load(), logger);
        VisionBatchSummary summary;
        try
        {
            summary = await batch.RunAsync(
                new Progress<VisionBatchProgress>(p => block.Show(VisionBars.Lines(p))), new Progress<DownloadProgress>(p => block.Show(Describe(p))), stop);
        }
        finally
        {
            block.Clear();
        }
        return summary.Sources is [var only] ? Tell(only) : Tell(summary, isVerbose);
    }

    /// <summary>One source: its failure is the command's.</summary>
    private static int Tell(SourceResult only)
    {
        if (only.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        if (only.Summary is { } run) Console.Error.WriteLine(VisionReport.Of(run));
        if (only.Summary?.Shadow is { } looksOn) ComparisonTable.Write(Console.Error, looksOn);
        return only.Outcome == SourceOutcome.Done ? ExitCode.Done : ExitCode.Interrupted;
    }

    private static int Tell(VisionBatchSummary summary, bool isVerbose)
    {
        VisionReport.Write(summary, Console.Error, !Console.IsErrorRedirected);
        foreach (var source in summary.Sources)
        {
            if (source.Summary?.Shadow is not { } looksOn) continue;
            Console.Error.WriteLine($"\n{source.Camera}");
            ComparisonTable.Write(Console.Error, looksOn);
        }
        var failed = summary.Sources.Where(source => source.Failure is not null).ToList();
        foreach (var source in failed) FaultReport.Write(source.Failure!, isVerbose, Console.Error);
        return summary.Interrupted ? ExitCode.Interrupted : failed.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Line(VisionEvent happened, VisionBatchOptions options)
    {
        var line = EventText.Line(happened);
        return options.Sources is [var only] && !Directory.Exists(only) ? line : $"{happened.Frame.Camera,-16}  {line}";
    }

    public static string Describe(DownloadProgress download) =>
        string.Create(CultureInfo.InvariantCulture, $"fetching {download.Model} from {download.From.Host}: {download.ReceivedBytes / 1e6:F1} of {(download.TotalBytes ?? 0) / 1e6:F1} MB");

    private static SamplingOptions Sampling(string? folder, string[] settings) => folder is null && settings.Length > 0
        ? throw new InvalidInputException("--sample is given without --samples: name the folder for the frames.")
        : SamplingText.Parse(settings, new SamplingOptions { Interval = TimeSpan.FromSeconds(1) });
}
