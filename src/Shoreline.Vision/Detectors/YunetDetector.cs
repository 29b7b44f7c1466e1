using System.Diagnostics;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Detectors;

/// <summary>Head <c>yunet</c>: faces with five landmarks, at a fixed input size or at the picture's own aspect ratio.</summary>
internal sealed class YunetDetector : IDetector
{
    private readonly ModelManifest _manifest;
    private readonly InputManifest _input;
    private readonly InferenceSession _session;
    private readonly Keypoint[] _landmarks = new Keypoint[YunetStride.Landmarks];
    private YunetTensors? _tensors;
    private Letterbox? _letterbox;
    private Candidates _candidates = new(0);

    public YunetDetector(Model model, InferenceOptions options)
    {
        (_manifest, _input, ModelDigest) = (model.Manifest, model.Manifest.Input!, model.Digest);
        _session = Load(model, options);
        try
        {
            Check(model);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string ModelName => _manifest.Name;

    public string? ModelDigest { get; }

    public StageTimes LastTimes { get; private set; }

    public void Detect(in Frame frame, DetectionList into) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(into);
        var start = Stopwatch.GetTimestamp();
        var picture = frame.ToPicture();
        if (_letterbox is null || _letterbox.Width != picture.Width || _letterbox.Height != picture.Height) Fit(picture.Width, picture.Height);
        var (letterbox, tensors) = (_letterbox!, _tensors!);
        letterbox.Apply(picture, tensors.Input.Floats);
        var prepared = Stopwatch.GetTimestamp();
        tensors.Run(_session);
        var inferred = Stopwatch.GetTimestamp();
        Decode(letterbox, tensors, into);
        LastTimes = new StageTimes(
            Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred));
    }

    public void Dispose()
    {
        _letterbox?.Dispose();
        _tensors?.Dispose();
        _session.Dispose();
    }

    private void Decode(Letterbox letterbox, YunetTensors tensors, DetectionList into)
    {
        into.Clear();
        _candidates.Clear();
        foreach (var stride in tensors.Strides) stride.Propose(_manifest.Thresholds.Score, _candidates);
        _candidates.Suppress(_manifest.Thresholds.Iou);
        var (width, height) = ((float)letterbox.ScaledWidth, (float)letterbox.ScaledHeight);
        foreach (ref readonly var candidate in _candidates.All)
        {
            StrideOf(tensors, candidate.Cell).ReadLandmarks(candidate.Cell, width, height, _landmarks);
            var box = candidate.Box;
            box = new Box(box.X / width, box.Y / height, box.Width / width, box.Height / height);
            into.Add(new Detection(_manifest.Labels[0], candidate.Score, box), _landmarks);
        }
    }

    private static YunetStride StrideOf(YunetTensors tensors, int cell)
    {
        foreach (var stride in tensors.Strides)
        {
            if (cell < stride.FirstCell + stride.CellCount) return stride;
        }
        throw new UnreachableException();
    }

    private void Fit(int width, int height)
    {
        var (targetWidth, targetHeight) = TensorSize(width, height);
        if (_tensors is null || _tensors.Width != targetWidth || _tensors.Height != targetHeight)
        {
            _tensors?.Dispose();
            _tensors = new YunetTensors(_input.Name, targetWidth, targetHeight);
            _candidates = new Candidates(_tensors.CellCount);
        }
        Letterbox.Fill(_tensors.Input.Floats, _input);
        _letterbox?.Dispose();
        _letterbox = new Letterbox(width, height, targetWidth, targetHeight, _input);
    }

    private (int Width, int Height) TensorSize(int width, int height)
    {
        if (_input is { Width: { } fixedWidth, Height: { } fixedHeight }) return (fixedWidth, fixedHeight);
        var scale = _input.LongSide!.Value / (double)Math.Max(width, height);
        return (RoundUp(width * scale), RoundUp(height * scale));
    }

    private int RoundUp(double pixels) => Math.Max(1, (int)Math.Ceiling(Math.Round(pixels) / _input.MultipleOf)) * _input.MultipleOf;

    private static InferenceSession Load(Model model, InferenceOptions options)
    {
        try
        {
            return new InferenceSession(File.ReadAllBytes(model.WeightsPath), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException($"The weights {model.WeightsPath} of the model '{model.Name}' cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>Compares what the weights declare with what the manifest and the head need, before the first frame does.</summary>
    private void Check(Model model)
    {
        var (width, height) = TensorSize(_input.LongSide ?? 0, _input.LongSide ?? 0);
        var declared = _session.Inputs.FirstOrDefault(input => input.Name == _input.Name)
            ?? throw Mismatch(model, $"have no input '{_input.Name}', but {string.Join(", ", _session.Inputs.Select(input => $"'{input.Name}'"))}");
        if (declared.Type != TensorElementType.Float32) throw Mismatch(model, $"want {declared.Type} for the input '{declared.Name}', not Float32");
        if (!declared.Accepts([1, 3, height, width]))
        {
            throw Mismatch(model, $"want an input of {declared.Text}, but {ModelManifest.FileName} says 1x3x{height}x{width}");
        }
        using var tensors = new YunetTensors(_input.Name, width, height);
        foreach (var (name, dimensions) in tensors.OutputShapes)
        {
            var output = _session.Outputs.FirstOrDefault(output => output.Name == name)
                ?? throw Mismatch(model, $"have no output '{name}', which head yunet reads");
            if (!output.Accepts(dimensions))
            {
                throw Mismatch(model, $"give the output '{name}' as {output.Text}, but head yunet reads {string.Join('x', dimensions)}");
            }
        }
    }

    private static InvalidInputException Mismatch(Model model, string what) =>
        new($"The weights {model.WeightsPath} {what}: they do not belong to the manifest of '{model.Name}'; correct its input or use the weights it names.");
}
