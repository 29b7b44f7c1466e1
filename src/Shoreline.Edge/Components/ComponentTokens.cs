using System.Security.Cryptography;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Components;

/// <summary>The stream manager's tokens of one run of the gateway: one for each component, so that no other program on the machine can append, and one for the operator's commands.</summary>
internal sealed class ComponentTokens(EdgeConfig config)
{
    private readonly Dictionary<string, string> _byComponent = ComponentCommands.Names(config).ToDictionary(name => name, _ => NewToken(), StringComparer.Ordinal);

    /// <summary>Lies in <c>run/stream-manager.token</c>, for the owner's eyes.</summary>
    public string ForOperator { get; } = NewToken();

    public IReadOnlyCollection<string> All => [.. _byComponent.Values, ForOperator];

    public string this[string component] => _byComponent[component];

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
