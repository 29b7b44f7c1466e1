namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>A resource of a policy, which may stand for many.</summary>
internal interface IResourcePattern
{
    /// <summary>Whether a policy with it covers a resource: the whole text, in its very case.</summary>
    bool Matches(string resource);
}
