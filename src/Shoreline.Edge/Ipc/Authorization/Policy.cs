namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>One policy of a component: operations of a service, and the resources they are granted for.</summary>
/// <param name="Operations">With namespace; <c>*</c> for all.</param>
internal sealed record Policy(IReadOnlySet<string> Operations, IReadOnlyList<IResourcePattern> Resources)
{
    private const string AllOperations = "*";

    public bool Grants(string operation, string resource)
    {
        if (!Operations.Contains(operation) && !Operations.Contains(AllOperations)) return false;
        foreach (var pattern in Resources)
        {
            if (pattern.Matches(resource)) return true;
        }
        return false;
    }
}
