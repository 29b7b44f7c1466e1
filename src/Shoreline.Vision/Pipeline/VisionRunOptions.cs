using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>What <c>shoreline vision SOURCE</c> was asked to do.</summary>
public sealed record VisionRunOptions
{
    /// <summary>A source address, the path of a clip or of a picture, or a folder of pictures.</summary>
    public required string Source { get; init; }

    /// <summary>Name or folder of a model; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>MP4 file to write with the detections drawn in; null for none.</summary>
    public string? AnnotatedPath { get; init; }

    /// <summary>File for the records, one a line; <c>-</c> for <see cref="Output"/>; null for none.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Rule file; null for none.</summary>
    public string? RulesPath { get; init; }

    /// <summary>File for the events of the rules, one a line; <c>-</c> for <see cref="Output"/>; null for none.</summary>
    public string? EventsPath { get; init; }

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

    /// <summary>Frames that are looked at side by side, whatever order they take; null for one on each core with clips, and one alone with cameras.</summary>
    public int? Lanes { get; init; }

    public InferenceOptions Inference { get; init; } = new();
}

/// <summary>Whether frames are held back in which nothing moves.</summary>
public enum MotionMode
{
    /// <summary>At a live source, unless a video is written, which wants every frame. Files are taken whole.</summary>
    Auto,

    On,

    Off,
}
