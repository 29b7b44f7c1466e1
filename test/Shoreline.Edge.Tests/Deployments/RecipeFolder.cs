using System.IO.Compression;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>Recipes and artifacts as somebody at the device has them.</summary>
internal sealed class RecipeFolder : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public RecipeFolder()
    {
        Directory.CreateDirectory(Recipes);
        Directory.CreateDirectory(Artifacts);
    }

    public string Recipes => _folder["recipes"];

    public string Artifacts => _folder["artifacts"];

    public void Dispose() => _folder.Dispose();

    /// <param name="rest">JSON members to add, as <c>"ComponentDependencies":{…}</c>.</param>
    public RecipeFolder Add(string name, string version, string lifecycle = """{"Run":"x"}""", string rest = "", string artifacts = "[]")
    {
        File.WriteAllText(Path.Combine(Recipes, $"{name}-{version}.json"), $$"""
            {"RecipeFormatVersion":"2020-01-25","ComponentName":"{{name}}","ComponentVersion":"{{version}}"{{(rest.Length > 0 ? "," : "")}}{{rest}},
             "Manifests":[{"Platform":{"os":"linux"},"Lifecycle":{{lifecycle}},"Artifacts":{{artifacts}}}]}
            """);
        return this;
    }

    public RecipeFolder AddArtifact(string name, string version, string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name, version, file))!);
        File.WriteAllText(PathOf(name, version, file), content);
        return this;
    }

    public RecipeFolder AddZip(string name, string version, string file, string entry, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name, version, file))!);
        File.Delete(PathOf(name, version, file));
        using var zip = ZipFile.Open(PathOf(name, version, file), ZipArchiveMode.Create);
        using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
        writer.Write(content);
        return this;
    }

    public LocalDeploymentRequest Request(params (string Name, string Version)[] roots) => new()
    {
        RecipeFolder = Recipes,
        ArtifactFolder = Artifacts,
        RootsToAdd = roots.ToDictionary(root => root.Name, root => root.Version),
    };

    private string PathOf(string name, string version, string file) => Path.Combine(Artifacts, name, version, file);
}
