using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

/// <summary>A model of the catalog with a changed manifest, in a folder of its own; the weights are those of the assets.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public ModelFolder(string model, Action<JsonObject> change)
    {
        _ = TestAssets.Model("models.json");
        var original = System.IO.Path.Combine(Assets.FindHome()!, "models", model, ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllText(original))!.AsObject();
        if (manifest.Remove("labelsFile"))
        {
            manifest["labels"] = new JsonArray([.. ModelManifest.Read(original).Labels.Select(label => JsonValue.Create(label))]);
        }
        change(manifest);
        File.WriteAllText(_scratch[ModelManifest.FileName], manifest.ToJsonString());
    }

    public string Path => _scratch.Path;

    public Model Resolve() => ModelCatalog.Load().Resolve(Path);

    public void Dispose() => _scratch.Dispose();
}
