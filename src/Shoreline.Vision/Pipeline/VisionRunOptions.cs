using System.Globalization;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Pipeline;

/// <summary>What <c>shoreline vision SOURCE</c> was asked to do.</summary>
public sealed record VisionRunOptions
{
    /// <summary>A source address, the path of a clip or of a picture, or a folder of pictures.</summary>
    public required string Source { get; init; }

    /// <summary>Name or folder of a model; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>Name or folder of a model that looks on beside it and is only compared; null for none.</summary>
    public string? Shadow { get; init; }

    /// <summary>MP4 file to write with the detections drawn in; null for none.</summary>
    public string? AnnotatedPath { get; init; }

    /// <summary>JPEG file that is replaced with the latest frame as the run goes on; null for none.</summary>
    public string? LatestPath { get; init; }

    /// <summary>How it is kept: clean or annotated, not both. Pictures a second are those of the clock on the wall, also where a clip is analysed faster than it plays.</summary>
    public LatestPictureOptions Latest { get; init; } = new() { Clean = false, Annotated = true };

    /// <summary>File for the records, one a line; <c>-</c> for <see cref="Output"/>; null for none.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Rule file; null for none.</summary>
    public string? RulesPath { get; init; }

    /// <summary>File for the events of the rules, one a line; <c>-</c> for <see cref="Output"/>; null for none.</summary>
    public string? EventsPath { get; init; }

    /// <summary>Folder for frames that are worth training on, with what was found in them; null for none.</summary>
    public string? SamplesPath { get; init; }

    /// <summary>Which frames those are. Default: scenes that are new, a second apart at least.</summary>
    public SamplingOptions Sampling { get; init; } = new() { NewScene = SamplingText.DefaultDifference, Interval = TimeSpan.FromSeconds(1) };

    /// <summary>Folder for the pictures of the events; null for none.</summary>
    public string? PicturesPath { get; init; }

    /// <summary>Told of each event, on a thread of the run.</summary>
    public Action<VisionEvent>? OnEvent { get; init; }

    /// <summary>Told of what makes the rules less than they look, on a thread of the run.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Where records go with <see cref="JsonPath"/> <c>-</c>; null for the standard output.</summary>
    public Stream? Output { get; init; }

    /// <summary>Follow objects from frame to frame, and tell of it; with rules they are followed in any case. Pictures have no tracks.</summary>
    public bool Track { get; init; }

    /// <summary>Whether frames are held back in which nothing moves.</summary>
    public MotionMode Motion { get; init; }

    /// <summary>Analyse only each so-manieth frame. At least 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>End after so many analysed frames; null for all.</summary>
    public long? MaxFrames { get; init; }

    /// <summary>The device that the records name; null for the machine's name.</summary>
    public DeviceName? Device { get; init; }

    /// <summary>The camera that the records name; null for the name of the file, or of the kind of source.</summary>
    public CameraName? Camera { get; init; }

    /// <summary>RTSP user.</summary>
    public string? User { get; init; }

    /// <summary>RTSP password.</summary>
    public string? Password { get; init; }

    public RtspTransport Transport { get; init; }

    /// <summary>Which frames of a camera are analysed when they come faster than that.</summary>
    public FrameDelivery Delivery { get; init; }

    /// <summary>
    /// Frames that are looked at side by side, whatever order they take; null for one on each core with clips, and one alone with cameras.
    /// </summary>
    public int? Lanes { get; init; }

    public InferenceOptions Inference { get; init; } = new();

    /// <summary>Checks what can be checked before a source is opened: numbers, and the places of files.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; a line for each fault.</exception>
    internal void Check()
    {
        List<string> faults = [.. Faults()];
        OutputPlace?[] places = [OutputPlace.Video(AnnotatedPath), OutputPlace.Latest(LatestPath)];
        faults.AddRange(places.Select(place => place?.FaultFor(1)).OfType<string>());
        if (faults.Count > 0) throw new InvalidInputException(string.Join('\n', faults));
        foreach (var place in places.OfType<OutputPlace>()) OutputFiles.CheckFolder(place.Path);
        CheckRecordFiles();
    }

    /// <summary>What is wrong with the options that hold for one source as for many.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Every < 1) yield return $"--every is {Every}: give 1 or more.";
        if (Lanes is < 1 or > DetectorLanes.Most) yield return $"--lanes is {Lanes}: give 1 to {DetectorLanes.Most}.";
        foreach (var fault in Inference.Faults()) yield return fault;
        if (MaxFrames < 1) yield return $"--max-frames is {MaxFrames}: give 1 or more.";
        if (this is { EventsPath: not null, RulesPath: null, Track: false })
        {
            yield return "--events is given without --rules and --track: events are made by rules and by tracks.";
        }
        if (this is { PicturesPath: not null, RulesPath: null, Track: false })
        {
            yield return "--pictures is given without --rules and --track: they are pictures of events, which are made by rules and by tracks.";
        }
        if (Latest.Rate is not (> 0 and <= LatestPictureOptions.MostPerSecond))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--latest-rate is {Latest.Rate}: give more than 0, and {LatestPictureOptions.MostPerSecond} at most.");
        }
        if (Latest.Width is not (0 or >= LatestPictureOptions.LeastWidth and <= LatestPictureOptions.MostWidth))
        {
            yield return $"--latest-width is {Latest.Width}: give {LatestPictureOptions.LeastWidth} to {LatestPictureOptions.MostWidth}.";
        }
        if (this is { Motion: MotionMode.On, AnnotatedPath: not null })
        {
            yield return "--motion on and --out are both given: a video wants every frame. Leave one of them out.";
        }
        if (this is { EventsPath: "-", JsonPath: "-" }) yield return "--events and --json are both -: give one of them the name of a file.";
    }

    internal void CheckRecordFiles()
    {
        if (JsonPath is { } json and not "-") OutputFiles.CheckFolder(json);
        if (EventsPath is { } events and not "-") OutputFiles.CheckFolder(events);
    }
}

/// <summary>Whether frames are held back in which nothing moves.</summary>
public enum MotionMode
{
    /// <summary>At a live source, unless a video or the latest picture is written, which want every frame. Files are taken whole.</summary>
    Auto,

    On,

    Off,
}
