using System.Text.Json.Nodes;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Interpolation;

namespace Shoreline.Edge.Deployments;

/// <summary>What placeholders in one component stand for, among the components of a deployment. The folders are made when they are filled, before anything runs.</summary>
internal sealed class ComponentValues(
    Recipe recipe, IReadOnlyDictionary<string, Recipe> components, IReadOnlyDictionary<string, ConfigContainer> configurations, DeviceFacts device) : IPlaceholderValues
{
    public string RootPath => device.Paths.Root;

    public string ThingName => device.ThingName;

    public bool IsDependency(string component) => recipe.Dependencies.ContainsKey(component) && components.ContainsKey(component);

    public string PathOf(string? component, ComponentFolder folder)
    {
        var of = component is null ? recipe : components[component];
        var id = new PackageId(of.Name, of.Version.Text);
        return folder switch
        {
            ComponentFolder.Artifacts => device.Paths.ArtifactsOf(id),
            ComponentFolder.Decompressed => device.Paths.UnpackedOf(id),
            _ => device.Paths.Work(of.Name),
        };
    }

    public JsonObject ConfigurationOf(string? component) => configurations[component ?? recipe.Name].ToObject();
}
