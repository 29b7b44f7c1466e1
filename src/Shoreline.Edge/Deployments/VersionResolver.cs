using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Chooses a version of every component that roots and their dependencies need (greengrass-components, 7.5). A pure function of its request.</summary>
internal sealed class VersionResolver
{
    private const int MostSteps = 100_000; // components chosen anew; a device has some hundred, each chosen a few times

    private readonly ResolutionRequest _request;
    private readonly Dictionary<string, SortedDictionary<string, VersionConstraint>> _constraints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Recipe> _chosen = new(StringComparer.Ordinal);
    private readonly Queue<string> _open = [];
    private readonly List<string> _order = []; // names as they were first met
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);

    private VersionResolver(ResolutionRequest request) => _request = request;

    /// <exception cref="DeploymentException">No set of versions fits; the message says who asked for what, and what there is.</exception>
    public static Resolution Resolve(ResolutionRequest request)
    {
        var resolver = new VersionResolver(request);
        resolver.Run();
        var ordered = DependencyOrder.Sort(resolver._order.Where(resolver._chosen.ContainsKey).Select(name => resolver._chosen[name]));
        Check(ordered);
        return new Resolution(ordered, [.. resolver._warnings]);
    }

    private void Run()
    {
        foreach (var group in _request.Groups)
            foreach (var (name, range) in group.Roots.OrderBy(root => root.Key, StringComparer.Ordinal)) Constrain(name, $"group {group.Group}", new VersionConstraint($"group {group.Group}", range, IsSoft: false));
        for (var steps = 0; _open.TryDequeue(out var name); steps++)
        {
            if (steps == MostSteps) throw Endless();
            Choose(name);
        }
        // Only now: on the way a component may have been asked for versions that nobody wants any more.
        if (_order.FirstOrDefault(name => IsNeeded(name) && !_chosen.ContainsKey(name)) is { } missing) throw Unavailable(missing);
    }

    private void Choose(string name)
    {
        var before = _chosen.GetValueOrDefault(name);
        var now = IsNeeded(name) ? Candidate(name) : null;
        if (ReferenceEquals(before, now) || before?.Version == now?.Version) return;
        if (before is not null)
        {
            _chosen.Remove(name);
            foreach (var dependency in before.Dependencies.Keys) Release(dependency, name);
        }
        if (now is null) return;
        _chosen[name] = now;
        foreach (var (dependency, need) in now.Dependencies.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Constrain(dependency, name, new VersionConstraint($"component {name} {now.Version}", need.Requirement, need.Type == DependencyType.Soft));
    }

    private Recipe? Candidate(string name)
    {
        var constraints = _constraints[name].Values;
        var all = Candidates(name);
        if (Best(name, all, constraints) is { } best) return best;
        if (name != BuiltInComponents.Nucleus || Best(name, all, constraints.Where(constraint => !constraint.IsSoft)) is not { } lenient) return null;
        // Public recipes name nuclei of years ago, and run on newer ones all the same.
        foreach (var constraint in constraints.Where(constraint => constraint.IsSoft && !constraint.Range.Contains(lenient.Version)))
            _warnings.Add($"{constraint} of {name}, softly, and gets {lenient.Version}");
        return lenient;
    }

    /// <summary>What runs, if it fits: a deployment that does not ask for another version changes none.</summary>
    private Recipe? Best(string name, IReadOnlyList<Recipe> candidates, IEnumerable<VersionConstraint> constraints)
    {
        var fitting = candidates.Where(candidate => constraints.All(constraint => constraint.Range.Contains(candidate.Version))).ToArray();
        var running = _request.Running.GetValueOrDefault(name);
        return fitting.FirstOrDefault(candidate => candidate.Version.Text == running)
            ?? fitting.OrderByDescending(candidate => candidate.Version).ThenByDescending(candidate => candidate.Version.Text, StringComparer.Ordinal).FirstOrDefault();
    }

    private IReadOnlyList<Recipe> Candidates(string name) => BuiltInComponents.Contains(name)
        ? [.. BuiltInComponents.VersionsOf(name).Select(version => BuiltInComponents.RecipeOf(name, version))]
        : _request.RecipesOf(name);

    private void Constrain(string name, string key, VersionConstraint constraint)
    {
        if (!_constraints.TryGetValue(name, out var constraints))
        {
            _constraints[name] = constraints = new SortedDictionary<string, VersionConstraint>(StringComparer.Ordinal);
            _order.Add(name);
        }
        constraints[key] = constraint;
        _open.Enqueue(name);
    }

    private void Release(string name, string key)
    {
        if (_constraints[name].Remove(key)) _open.Enqueue(name);
    }

    private bool IsNeeded(string name) => _constraints[name].Count > 0;

    /// <summary>What cannot be run is refused before anything is fetched.</summary>
    private static void Check(IReadOnlyList<Recipe> components)
    {
        var nuclei = components.Where(component => component.Type == ComponentType.Nucleus).ToArray();
        if (nuclei.Length > 1)
        {
            throw new DeploymentException(
                $"The deployment has several nuclei: {string.Join(", ", nuclei.Select(nucleus => nucleus.Name))}. Leave only {BuiltInComponents.Nucleus}.",
                [DeploymentErrors.MultipleNuclei], ErrorTypes.Request);
        }
        if (components.FirstOrDefault(component => component.Type != ComponentType.Generic && !BuiltInComponents.Contains(component.Name)) is { } foreign)
        {
            throw new DeploymentException(
                $"{foreign.Name} {foreign.Version} is of type aws.greengrass.{foreign.Type.ToString().ToLowerInvariant()}, which does not run here. Use a component of type aws.greengrass.generic.",
                [DeploymentErrors.Loading, DeploymentErrors.UnsupportedType], ErrorTypes.Request);
        }
    }

    private DeploymentException Unavailable(string name)
    {
        var there = Candidates(name).OrderByDescending(candidate => candidate.Version).Select(candidate => candidate.Version.Text).ToArray();
        var has = there.Length == 0 ? "The device has no version of it." : $"The device has {string.Join(", ", there)}.";
        return new DeploymentException(
            $"No version of {name} fits: {string.Join("; ", _constraints[name].Values)}. {has} Deploy with a recipe that fits, or change what is asked for.",
            [DeploymentErrors.NoVersion, DeploymentErrors.RequirementsNotMet], ErrorTypes.Request);
    }

    /// <summary>Versions that keep displacing each other: only a circle does that.</summary>
    private DeploymentException Endless()
    {
        DependencyOrder.Sort(_chosen.Values);
        return new DeploymentException($"The versions did not settle in {MostSteps:N0} steps. Narrow the ranges of the dependencies.", [DeploymentErrors.Circular], ErrorTypes.Request);
    }
}
