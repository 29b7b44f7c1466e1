using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>The models that this installation knows: the folders of <c>models/</c>, each with a <c>model.json</c>.</summary>
public sealed class ModelCatalog
{
    /// <summary>The model that runs where none is asked for.</summary>
    public const string DefaultModel = "yunet-2023mar";

    /// <summary>The model that runs where the default's weights cannot be had.</summary>
    public const string FallbackModel = "frontal-face-cascade";

    private readonly string _folder;
    private readonly WeightsStore _weights;

    internal ModelCatalog(string folder, WeightsStore weights) => (_folder, _weights) = (folder, weights);

    /// <summary>The catalog of this installation, with weights looked for where the environment says.</summary>
    /// <exception cref="MissingDependencyException">There is no folder <c>models/</c>.</exception>
    public static ModelCatalog Load()
    {
        string?[] candidates = [Assets.FindHome() is { } home ? Path.Combine(home, "models") : null, Path.Combine(AppContext.BaseDirectory, "models")];
        var folder = candidates.FirstOrDefault(Directory.Exists)
            ?? throw new MissingDependencyException(
                "The folder models/ is not beside the program: set SHORELINE_HOME to the folder that holds it.");
        return new ModelCatalog(folder, WeightsStore.FromEnvironment());
    }

    /// <summary>Names of the models, sorted.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Directory.EnumerateDirectories(_folder)
            .Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName)))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The manifest of a model by name, or of a folder that holds a <c>model.json</c>.</summary>
    /// <exception cref="InvalidInputException">There is no such model, or its manifest is broken.</exception>
    public ModelManifest Manifest(string nameOrFolder) => ModelManifest.Read(Path.Combine(FolderOf(nameOrFolder), ModelManifest.FileName));

    /// <summary>The manifests of a model's chain, in order; of a model on its own, that one. Weights need not be there.</summary>
    /// <exception cref="InvalidInputException">There is no such model, or its manifest has faults.</exception>
    public IReadOnlyList<ModelManifest> Manifests(string chain) => [.. ModelChain.Parse(chain).Stages.Select(stage => Manifest(stage.Model))];

    /// <summary>A model, or a chain of them, whose weights are on this machine.</summary>
    /// <param name="chain">Name or folder of a model, or several joined by <c>+</c>; docs/formats/model.md.</param>
    /// <exception cref="InvalidInputException">There is no such model, or the weights in its folder have another digest.</exception>
    /// <exception cref="MissingDependencyException">Its weights are nowhere; the message says where they were looked for and where they can
    /// be had.</exception>
    public Model Resolve(string chain)
    {
        var parsed = ModelChain.Parse(chain);
        return Link(parsed, [.. parsed.Stages.Select(stage => ResolveOne(stage.Model))]);
    }

    /// <summary>A model, or a chain of them, the weights downloaded into the cache where this machine does not have them.</summary>
    /// <exception cref="InvalidInputException">There is no such model, or the weights in its folder have another digest.</exception>
    /// <exception cref="MissingDependencyException">Its weights are nowhere and could not be downloaded.</exception>
    public async Task<Model> ResolveAsync(string chain, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var parsed = ModelChain.Parse(chain);
        List<Model> models = [];
        foreach (var (name, _) in parsed.Stages)
        {
            var manifest = Manifest(name);
            models.Add(_weights.Find(manifest, FolderOf(name)) ?? await _weights.DownloadAsync(manifest, progress, cancellationToken));
        }
        return Link(parsed, models);
    }

    /// <summary>The model asked for; where none is, the default, or the fallback if the default's weights cannot be had.</summary>
    public async Task<ModelChoice> ChooseAsync(
        string? nameOrFolder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (nameOrFolder is not null)
        {
            return new ModelChoice(await ResolveAsync(nameOrFolder, progress, cancellationToken), "it was asked for");
        }
        try
        {
            return new ModelChoice(await ResolveAsync(DefaultModel, progress, cancellationToken), "it is the default");
        }
        catch (MissingDependencyException missing)
        {
            return new ModelChoice(Resolve(FallbackModel), $"it needs no download, and the default cannot be had: {missing.Message}");
        }
    }

    private Model ResolveOne(string nameOrFolder)
    {
        var manifest = Manifest(nameOrFolder);
        return _weights.Find(manifest, FolderOf(nameOrFolder)) ?? throw _weights.Missing(manifest, []);
    }

    private static Model Link(ModelChain chain, List<Model> models)
    {
        ModelManifest[] manifests = [.. models.Select(model => model.Manifest)];
        var next = Enumerable.Range(1, models.Count - 1)
            .Select(i => new ModelStage(models[i], ModelChain.LabelsFor(manifests[i], chain.Stages[i].Labels, manifests[..i])));
        return models[0] with { Next = [.. next] };
    }

    private string FolderOf(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFolder);
        if (nameOrFolder.Contains(Path.DirectorySeparatorChar))
        {
            if (File.Exists(Path.Combine(nameOrFolder, ModelManifest.FileName))) return Path.GetFullPath(nameOrFolder);
            throw new InvalidInputException($"The folder {nameOrFolder} is no model: it holds no {ModelManifest.FileName}.");
        }
        var folder = Path.Combine(_folder, nameOrFolder);
        if (nameOrFolder is not ("." or "..") && File.Exists(Path.Combine(folder, ModelManifest.FileName))) return folder;
        throw new InvalidInputException(
            $"There is no model '{nameOrFolder}': use one of {string.Join(", ", Names)}, or the path of a folder with a {ModelManifest.FileName}.");
    }
}
