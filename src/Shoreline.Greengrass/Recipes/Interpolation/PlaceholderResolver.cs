namespace Shoreline.Greengrass.Recipes.Interpolation;

/// <summary>Finds what a placeholder stands for.</summary>
internal sealed class PlaceholderResolver(IPlaceholderValues values, bool withConfiguration)
{
    // A configuration is asked for the same value in many scripts, and may be large.
    private readonly Dictionary<(string? Component, string Pointer), (string? Value, string? Reason)> _configured = [];

    /// <param name="component">Null for the component itself.</param>
    /// <param name="reason">Why there is no value; null where it is not wanted in this pass, which is no error.</param>
    public string? Resolve(string? component, string @namespace, string key, out string? reason)
    {
        reason = null;
        if (component is not null && !values.IsDependency(component))
        {
            reason = $"{Quoted.Text(component)} is not a direct dependency";
            return null;
        }
        switch (@namespace, key)
        {
            case ("artifacts", "path"): return values.PathOf(component, ComponentFolder.Artifacts);
            case ("artifacts", "decompressedPath"): return values.PathOf(component, ComponentFolder.Decompressed);
            case ("work", "path"): return values.PathOf(component, ComponentFolder.Work);
            case ("kernel", "rootPath"): return values.RootPath;
            case ("iot", "thingName"): return values.ThingName;
            case ("configuration", _):
                return withConfiguration ? Configured(component, key, out reason) : null;
            case ("artifacts" or "work" or "kernel" or "iot", _):
                reason = $"'{@namespace}' has no {Quoted.Text(key)}";
                return null;
            default:
                reason = $"{Quoted.Text(@namespace)} is not one of artifacts, work, kernel, iot, configuration";
                return null;
        }
    }

    private string? Configured(string? component, string key, out string? reason)
    {
        if (!_configured.TryGetValue((component, key), out var found)) _configured[(component, key)] = found = Find(component, key);
        reason = found.Reason;
        return found.Value;
    }

    private (string? Value, string? Reason) Find(string? component, string key)
    {
        if (!JsonPointer.TryParse(key, out var pointer, out var fault)) return (null, $"the pointer {fault}");
        if (pointer.TryFind(values.ConfigurationOf(component), out var node)) return (JsonText.Of(node), null);
        return (null, $"the configuration{(component is null ? "" : $" of {component}")} has nothing there");
    }
}
