using Shoreline.Vision.Cascades;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;

namespace Shoreline.Vision.Models;

/// <summary>A model that is ready to be opened: its manifest, and a file with its weights whose digest was checked.</summary>
/// <param name="WeightsPath">Where the weights are.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record Model(ModelManifest Manifest, string WeightsPath, string Digest)
{
    public string Name => Manifest.Name;

    /// <summary>Loads the weights. The detector belongs to the caller and serves one thread at a time.</summary>
    /// <exception cref="Core.InvalidInputException">The weights are not what the manifest says: another shape, another head.</exception>
    public IDetector Open(InferenceOptions? options = null) => Manifest.Head switch
    {
        ModelHead.Cascade => new CascadeDetector(this),
        _ => new YunetDetector(this, options ?? new InferenceOptions()),
    };
}
