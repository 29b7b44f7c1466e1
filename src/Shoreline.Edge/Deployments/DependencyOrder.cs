using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Dependencies before their dependents.</summary>
internal static class DependencyOrder
{
    /// <param name="components">Of unlike names; dependencies on others are passed over.</param>
    /// <exception cref="DeploymentException">Some depend on themselves, by way of others.</exception>
    public static IReadOnlyList<Recipe> Sort(IEnumerable<Recipe> components)
    {
        var all = components.ToArray();
        var waiting = all.ToDictionary(component => component.Name, StringComparer.Ordinal);
        var needs = all.ToDictionary(component => component.Name, component => component.Dependencies.Keys.Count(waiting.ContainsKey), StringComparer.Ordinal);
        var dependents = all.SelectMany(component => component.Dependencies.Keys.Select(dependency => (dependency, component.Name)))
            .ToLookup(pair => pair.dependency, pair => pair.Name, StringComparer.Ordinal);
        var ready = new Queue<string>(all.Where(component => needs[component.Name] == 0).Select(component => component.Name));
        var sorted = new List<Recipe>();
        while (ready.TryDequeue(out var name))
        {
            if (!waiting.Remove(name, out var component)) continue;
            sorted.Add(component);
            foreach (var dependent in dependents[name])
                if (--needs[dependent] == 0) ready.Enqueue(dependent);
        }
        if (waiting.Count == 0) return sorted;
        throw new DeploymentException(
            $"Components depend on themselves: {string.Join(" -> ", Circle(waiting))}. Remove one of these dependencies.", [DeploymentErrors.Circular], ErrorTypes.Request);
    }

    /// <summary>Each of those that wait depends on another that waits, so following them leads into a circle.</summary>
    private static List<string> Circle(Dictionary<string, Recipe> waiting)
    {
        var path = new List<string> { waiting.Keys.Order(StringComparer.Ordinal).First() };
        while (true)
        {
            var next = waiting[path[^1]].Dependencies.Keys.Where(waiting.ContainsKey).Order(StringComparer.Ordinal).First();
            var at = path.IndexOf(next);
            path.Add(next);
            if (at >= 0) return path[at..];
        }
    }
}
