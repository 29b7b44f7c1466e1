using System.Text.Json.Nodes;

namespace Shoreline.Edge.Nucleus;

/// <summary>What a deployment asks of components before it changes anything. Answered by those who subscribed over IPC (greengrass-components, 7.7 and 7.8).</summary>
internal interface IComponentConsent
{
    /// <summary>Asks all subscribers whether now is a good time, and again after the longest wait that one asks for. Returns when nobody objects, or nobody answered within the limit.</summary>
    Task AskToUpdateAsync(string deploymentId, bool isRestarting, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Tells all subscribers that it is over, or off: those too that subscribed after they were asked, as a component does that the deployment restarted.</summary>
    void Updated(string deploymentId);

    /// <summary>Shows components their proposed configuration; those that did not subscribe are passed over.</summary>
    /// <returns>Who refused or did not answer, and what it said; null where all accept.</returns>
    Task<(string Component, string Message)?> ValidateAsync(
        string deploymentId, IReadOnlyDictionary<string, JsonObject> proposed, TimeSpan limit, CancellationToken cancellationToken);
}
