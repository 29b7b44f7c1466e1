using Shoreline.Core;
using Shoreline.Vision.Cascades;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;

namespace Shoreline.Vision.Models;

/// <summary>
/// A model that is ready to be opened: its manifest, and a file with its weights whose digest was checked; and the models that follow it.
/// </summary>
/// <param name="WeightsPath">Where the weights are.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record Model(ModelManifest Manifest, string WeightsPath, string Digest)
{
    /// <summary>The models of a chain behind this one, in order; none for a model on its own.</summary>
    public IReadOnlyList<ModelStage> Next { get; init; } = [];

    /// <summary>The names of all models, joined by <c>+</c>.</summary>
    public string Name => string.Join('+', Manifests.Select(manifest => manifest.Name));

    /// <summary>The manifests of all models, in order.</summary>
    public IEnumerable<ModelManifest> Manifests => Next.Select(stage => stage.Model.Manifest).Prepend(Manifest);

    /// <summary>This model with another least score; of a chain the first model's.</summary>
    /// <param name="least">0…1.</param>
    public Model WithScore(float least) =>
        this with { Manifest = Manifest with { Thresholds = Manifest.Thresholds with { Score = least } } };

    /// <summary>Least score of an object that any of the models finds. Poses are of objects found before.</summary>
    public float LeastScore => Next.Where(stage => stage.Model.Manifest.Head != ModelHead.Movenet)
        .Select(stage => stage.Model.Manifest.Thresholds.Score).Append(Manifest.Thresholds.Score).Min();

    /// <summary>Least score of what may go on with a track; <see cref="LeastScore"/> where a later model is content with less than the first.</summary>
    public float WeakScore => Manifest.Thresholds.Score > LeastScore ? LeastScore : Manifest.Thresholds.Weak ?? LeastScore;

    /// <summary>The points that its objects have, in their order: those of the last model of the chain that gives any; empty where none does.</summary>
    public IReadOnlyList<string> KeypointNames =>
        Manifests.Select(manifest => manifest.Keypoints).LastOrDefault(names => names.Count > 0) ?? [];

    /// <summary>Loads the weights. The detector belongs to the caller and serves one thread at a time.</summary>
    /// <exception cref="InvalidInputException">The weights are not what the manifest says: another shape, another head.</exception>
    public IDetector Open(InferenceOptions? options = null)
    {
        options ??= new InferenceOptions();
        IDetector detector = Manifest.Head == ModelHead.Cascade
            ? new CascadeDetector(this)
            : new TensorDetector(this, options with { Weak = options.Weak && WeakScore < LeastScore });
        try
        {
            var least = Manifest.Thresholds.Score;
            foreach (var stage in Next)
            {
                var next = new TensorDetector(stage.Model, options with { Weak = false });
                detector = new ChainDetector(detector, next, stage.Model.Manifest, stage.Labels, least);
                least = Math.Min(least, stage.Model.Manifest.Thresholds.Score); // what it adds may be looked at by those behind it
            }
            return detector;
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }
}

/// <summary>A model of a chain, and the labels of the objects that it looks at.</summary>
public sealed record ModelStage(Model Model, IReadOnlyList<string> Labels);
