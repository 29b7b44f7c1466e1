using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling;

/// <summary>Makes the header of a frame that is kept.</summary>
internal static class SampleHeader
{
    private const int Decimals = 5; // as in detection records
    private const int MostKeypoints = 256;
    private const int RoomBytes = MediaRecord.MaxHeaderBytes - 4096; // for all but the detections, generously

    public static MediaHeader Of(
        AnalysedFrame analysed, DeviceName device, IReadOnlyList<string> keypointNames, SampleReasons reasons, ReadOnlySpan<byte> picture)
    {
        ref readonly var frame = ref analysed.Frame;
        var found = Found(analysed.Detections);
        var header = new MediaHeader
        {
            Schema = MediaHeader.FrameSchema,
            Device = device.Value,
            Camera = frame.Camera.Value,
            Time = Timestamps.ToText(frame.CapturedAtNs),
            ContentType = "image/jpeg",
            Width = frame.Width,
            Height = frame.Height,
            FrameIndex = frame.Index,
            Model = analysed.ModelName,
            ModelDigest = analysed.ModelDigest,
            Id = PictureId.Of(picture),
            Why = reasons.ToTexts(),
            KeypointNames = keypointNames.Count > 0 ? keypointNames : null,
        };
        return Fit(header, found, analysed.Detections.Count);
    }

    /// <summary>The header with as many of the detections, the best first, as have room.</summary>
    private static MediaHeader Fit(MediaHeader header, List<DetectionRecord.Found> found, int all)
    {
        while (true)
        {
            var fitted = header with { Detections = found, Omitted = all > found.Count ? all - found.Count : null };
            if (found.Count == 0 || MediaRecord.EncodeHeader(fitted).Length <= RoomBytes) return fitted;
            found.RemoveRange(found.Count / 2, found.Count - (found.Count / 2));
        }
    }

    private static List<DetectionRecord.Found> Found(DetectionList detections)
    {
        var found = new List<DetectionRecord.Found>(Math.Min(detections.Count, FrameRecord.MostDetections));
        for (var i = 0; i < detections.Count && found.Count < FrameRecord.MostDetections; i++)
        {
            ref readonly var detection = ref detections[i];
            // Readers would refuse the frame.
            if (detection.Label.Length is 0 or > FrameRecord.LongestName || detection.Label.Any(char.IsControl))
            {
                continue;
            }
            found.Add(Of(detection, detections.Keypoints(i)));
        }
        return found;
    }

    private static DetectionRecord.Found Of(in Detection detection, ReadOnlySpan<Keypoint> keypoints) => new()
    {
        Label = detection.Label,
        Score = Math.Clamp(Round(detection.Score), 0, 1),
        Box = [Round(detection.Box.X), Round(detection.Box.Y), Round(detection.Box.Width), Round(detection.Box.Height)],
        Track = detection.Track > 0 ? detection.Track : null,
        Keypoints = keypoints.Length is > 0 and <= MostKeypoints ? Of(keypoints) : null,
    };

    private static double[][] Of(ReadOnlySpan<Keypoint> keypoints)
    {
        var points = new double[keypoints.Length][];
        for (var i = 0; i < points.Length; i++) points[i] = [Round(keypoints[i].X), Round(keypoints[i].Y), Round(keypoints[i].Score)];
        return points;
    }

    private static double Round(float value) => float.IsFinite(value) ? Math.Round(value, Decimals) : 0; // JSON has no NaN
}
