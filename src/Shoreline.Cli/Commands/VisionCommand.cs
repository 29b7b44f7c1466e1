using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline vision SOURCE</c>: a source analysed on its own; and <c>shoreline vision --config FILE</c>, the camera component of a gateway.</summary>
internal static class VisionCommand
{
    /// <summary>Where the password of a camera is taken from: arguments can be seen in the process list.</summary>
    private const string PasswordVariable = "SHORELINE_CAMERA_PASSWORD";

    public static Command Build()
    {
        var source = Arguments.NotAnOption(new Argument<string?>("source")
        {
            Description = "A clip, a picture, a folder of pictures, or rtsp://, v4l2://, images://, test://, scene://, pipeline:",
            Arity = ArgumentArity.ZeroOrOne,
        });
        var model = new Option<string?>("--model") { Description = "Name or folder of a model, or a chain: yolox-nano+movenet-lightning. Default: the best that can be had here" };
        var annotated = new Option<string?>("--out") { Description = "MP4 file to write, with the detections drawn in" };
        var json = new Option<string?>("--json") { Description = "File for the detections, one JSON record a frame; - is the standard output" };
        var rules = new Option<string?>("--rules") { Description = "Rule file: what to report (docs/formats/rules.md). Events are printed as they come" };
        var events = new Option<string?>("--events") { Description = "File for the events, one JSON record a line; - is the standard output" };
        var track = new Option<bool>("--track") { Description = "Follow objects from frame to frame and tell of it; with --rules they are followed in any case" };
        var motion = new Option<MotionMode>("--motion") { Description = "Hold frames back in which nothing moves: on, off or auto, which is on for cameras and off for files and with --out" };
        var every = new Option<int>("--every") { Description = "Analyse one frame in so many", DefaultValueFactory = _ => 1 };
        var most = new Option<long?>("--max-frames") { Description = "End after so many analysed frames" };
        var device = new Option<string?>("--device") { Description = "Device name in the records. Default: the machine's name" };
        var camera = new Option<string?>("--camera") { Description = "Camera name in the records. Default: from the source" };
        var user = new Option<string?>("--user") { Description = $"User of an RTSP camera; its password is taken from ${PasswordVariable}" };
        var transport = new Option<RtspTransport>("--rtsp-transport") { Description = "auto, tcp or udp" };
        var config = new Option<string?>("--config") { Description = "Run the cameras of this file for a gateway, which writes it" };
        var command = new Command("vision", "Find faces, objects and poses in a clip, a picture or a camera")
        {
            source, model, annotated, json, rules, events, track, motion, every, most, device, camera, user, transport, config,
        };
        command.Subcommands.Add(RulesCommand.Build());
        command.SetAction(async (parsed, stop) =>
        {
            using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
            if (parsed.GetValue(config) is { } file) return await CameraCommand.RunAsync(file, logs, stop);
            var options = new VisionRunOptions
            {
                Source = parsed.GetValue(source) ?? throw new InvalidInputException("Name a source: a clip, a picture or a camera. 'shoreline vision --help' lists the forms."),
                Model = parsed.GetValue(model),
                AnnotatedPath = parsed.GetValue(annotated),
                JsonPath = parsed.GetValue(json),
                RulesPath = parsed.GetValue(rules),
                EventsPath = parsed.GetValue(events),
                Track = parsed.GetValue(track),
                Motion = parsed.GetValue(motion),
                Every = parsed.GetValue(every),
                MaxFrames = parsed.GetValue(most),
                Device = parsed.GetValue(device) is { } deviceName ? new DeviceName(deviceName) : null,
                Camera = parsed.GetValue(camera) is { } cameraName ? new CameraName(cameraName) : null,
                User = parsed.GetValue(user),
                Password = Environment.GetEnvironmentVariable(PasswordVariable),
                Transport = parsed.GetValue(transport),
            };
            var line = new ProgressLine(Console.Error);
            // Lines for people would be in the way of records on the same output.
            if (options is { RulesPath: not null, JsonPath: not "-", EventsPath: not "-" }) options = options with { OnEvent = e => line.Print(Console.Out, EventText.Line(e)) };
            options = options with { OnWarning = warning => line.Print(Console.Error, warning) };
            // The progress line, the summary and the error line tell a person all that the log would.
            var logger = parsed.GetValue(CommandTree.Verbose) ? logs.CreateLogger("vision") : NullLogger.Instance;
            var run = new VisionRun(options, ModelCatalog.Load(), logger);
            var summary = await run.RunAsync(new Progress<VisionProgress>(p => line.Show(Describe(p))), new Progress<DownloadProgress>(p => line.Show(Describe(p))), stop);
            line.Clear();
            await Console.Error.WriteLineAsync(Describe(summary));
            return summary.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        });
        return command;
    }

    public static string Describe(DownloadProgress download) =>
        string.Create(CultureInfo.InvariantCulture, $"fetching {download.Model} from {download.From.Host}: {download.ReceivedBytes / 1e6:F1} of {(download.TotalBytes ?? 0) / 1e6:F1} MB");

    private static string Describe(VisionProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Choice.Model.Name}: {progress.Counters.Analysed} frames, {progress.Counters.Detections} detections, {progress.Counters.Analysed / Math.Max(progress.Elapsed.TotalSeconds, 1e-3):F1} frames/s");

    private static string Describe(VisionSummary run)
    {
        var counters = run.Counters;
        return string.Create(CultureInfo.InvariantCulture, $"""
            model       {run.Choice.Model.Name}: {run.Choice.Why}
            frames      {run.Captured} captured, {run.Dropped} dropped,{Held(counters)} {counters.Analysed} analysed in {run.Elapsed.TotalSeconds:F2} s ({run.FramesPerSecond:F1} a second)
            detections  {counters.Detections}{Describe(run.Losses)}
            per frame   {run.PerFrameMs(counters.Stages.Prepare):F2} ms pre-processing, {run.PerFrameMs(counters.Stages.Infer):F2} ms inference, {run.PerFrameMs(counters.Stages.Decode):F2} ms decoding of outputs
            """);
    }

    private static string Held(in VisionCounters counters) =>
        counters.HeldBack > 0 ? string.Create(CultureInfo.InvariantCulture, $" {counters.HeldBack} held back because nothing moved,") : "";

    private static string Describe(DetectorLosses losses)
    {
        var text = losses.Refused > 0 ? $"; {losses.Refused} boxes refused that were no numbers, had no area or lay outside the picture" : "";
        return losses.NotLookedAt > 0 ? $"{text}; {losses.NotLookedAt} objects not looked at by the next model, which takes fewer a frame" : text;
    }
}
