using System.Globalization;
using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>What heads share: the parameters of the manifest, and the names of outputs.</summary>
internal abstract class Head(ModelManifest manifest) : IHead
{
    public virtual int KeypointCount => 0;

    protected int ClassCount { get; } = manifest.Labels.Count;

    protected DecoderManifest Decoder { get; } = manifest.Decoder;

    protected abstract IReadOnlyList<string> DefaultOutputs { get; }

    /// <exception cref="NotSupportedException">The head reads no tensors.</exception>
    public static IHead Create(ModelManifest manifest) => manifest.Head switch
    {
        ModelHead.Yunet => new YunetHead(manifest),
        ModelHead.Ultraface => new UltrafaceHead(manifest),
        ModelHead.Yolox => new YoloxHead(manifest),
        ModelHead.Nanodet => new NanodetHead(manifest),
        ModelHead.Fastestdet => new FastestdetHead(manifest),
        ModelHead.Movenet => new MovenetHead(manifest),
        _ => throw new NotSupportedException($"The head {manifest.Head} reads no tensors."),
    };

    public abstract IReadOnlyList<HeadOutput> OutputsFor(int width, int height);

    public abstract void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs);

    public abstract void Propose(float threshold, Candidates into);

    public virtual void ReadKeypoints(int cell, Span<Keypoint> into) { }

    /// <summary>Name of the head's output number <paramref name="index"/>, of one stride where it has one for each.</summary>
    protected string OutputName(int index, int stride = 0) =>
        (Decoder.Outputs ?? DefaultOutputs)[index].Replace(
            "{stride}", stride.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
