using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes.Interpolation;

/// <summary>A folder that scripts ask for by a placeholder (greengrass-components, 2.2).</summary>
public enum ComponentFolder
{
    /// <summary><c>artifacts:path</c>.</summary>
    Artifacts,

    /// <summary><c>artifacts:decompressedPath</c>.</summary>
    Decompressed,

    /// <summary><c>work:path</c>.</summary>
    Work,
}

/// <summary>
/// What placeholders stand for, as one component sees it: itself and its direct dependencies, in their new versions and configuration.
/// </summary>
public interface IPlaceholderValues
{
    /// <summary>Absolute, of <c>kernel:rootPath</c>.</summary>
    string RootPath { get; }

    string ThingName { get; }

    /// <summary>Whether a component is a direct dependency.</summary>
    bool IsDependency(string component);

    /// <summary>An absolute path. The folder is created when the value is asked for (2.2).</summary>
    /// <param name="component">A direct dependency; null for the component itself.</param>
    string PathOf(string? component, ComponentFolder folder);

    /// <summary>The resolved configuration; not changed here.</summary>
    /// <param name="component">A direct dependency; null for the component itself.</param>
    JsonObject ConfigurationOf(string? component);
}
