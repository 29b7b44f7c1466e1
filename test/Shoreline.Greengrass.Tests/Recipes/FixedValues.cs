using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes.Interpolation;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>A component that depends on <c>com.example.Base</c>.</summary>
internal sealed class FixedValues : IPlaceholderValues
{
    public JsonObject Own { get; init; } = [];

    public JsonObject Base { get; init; } = [];

    public string RootPath => "/greengrass/v2";

    public string ThingName => "gw-01";

    public bool IsDependency(string component) => component == "com.example.Base";

    public string PathOf(string? component, ComponentFolder folder) => $"/{folder}/{component ?? "self"}";

    public JsonObject ConfigurationOf(string? component) => component is null ? Own : Base;
}
