using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Components' configuration (greengrass-ipc, 6.3). Keys compare without regard to case.</summary>
public sealed class IpcConfiguration
{
    private readonly IpcSession _session;

    internal IpcConfiguration(IpcSession session) => _session = session;

    /// <summary>
    /// Reads the configuration below a path. A leaf comes wrapped in an object with one member: <see cref="GetLeafAsync"/> unwraps it.
    /// </summary>
    /// <param name="keyPath">Default: everything.</param>
    /// <param name="componentName">Default: this component.</param>
    /// <exception cref="IpcResourceNotFoundException">There is no such component or key.</exception>
    public async Task<JsonObject> GetAsync(
        IReadOnlyList<string>? keyPath = null, string? componentName = null, CancellationToken cancellationToken = default)
    {
        var request = new GetConfigurationRequest { ComponentName = componentName, KeyPath = keyPath ?? [] };
        return (await _session.AskAsync(IpcOperations.GetConfiguration, request, cancellationToken)).Value;
    }

    /// <summary>Reads the configuration below a path as a type.</summary>
    /// <param name="type">Of a generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="IpcResourceNotFoundException">There is no such component or key.</exception>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public async Task<T?> GetAsync<T>(
        JsonTypeInfo<T> type, IReadOnlyList<string>? keyPath = null, string? componentName = null,
        CancellationToken cancellationToken = default) =>
        (await GetAsync(keyPath, componentName, cancellationToken)).Deserialize(type);

    /// <summary>
    /// Reads one value: a number, text, truth value, list or null. <c>(await GetLeafAsync(["mqtt", "port"]))?.GetValue&lt;int&gt;()</c>
    /// </summary>
    /// <exception cref="IpcResourceNotFoundException">There is no such component or key.</exception>
    public async Task<JsonNode?> GetLeafAsync(
        IReadOnlyList<string> keyPath, string? componentName = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyPath);
        ArgumentOutOfRangeException.ThrowIfZero(keyPath.Count, nameof(keyPath));
        var value = await GetAsync(keyPath, componentName, cancellationToken);
        foreach (var (key, leaf) in value)
        {
            if (value.Count == 1 && key.Equals(keyPath[^1], StringComparison.OrdinalIgnoreCase)) return leaf?.DeepClone();
        }
        throw new IpcException(
            $"'{string.Join('/', keyPath)}' is no single value: it has the members {string.Join(", ", value.Select(m => m.Key))}.");
    }

    /// <summary>
    /// Merges into this component's configuration. It is durable when this completes, and the component is not restarted.
    /// </summary>
    /// <param name="valueToMerge">What becomes of the members below the path; others stay.</param>
    /// <param name="keyPath">Of the object to merge into, which is made where it is not there. Default: the whole configuration.</param>
    /// <param name="timestamp">Of the change: what was changed later stays. Default: now.</param>
    /// <exception cref="IpcFailedUpdateConditionCheckException">The configuration was changed after the timestamp.</exception>
    /// <exception cref="IpcInvalidArgumentsException">The path leads through a leaf, or to <c>accessControl</c>.</exception>
    public Task UpdateAsync(
        JsonNode? valueToMerge, IReadOnlyList<string>? keyPath = null, DateTimeOffset? timestamp = null,
        CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.UpdateConfiguration, new UpdateConfigurationRequest
        {
            KeyPath = keyPath ?? [],
            Timestamp = timestamp ?? _session.Time.GetUtcNow(),
            ValueToMerge = valueToMerge,
        }, cancellationToken);

    /// <summary>
    /// Tells of each leaf that changes at or below a path. The event has no value: ask with
    /// <see cref="GetAsync(IReadOnlyList{string}?, string?, CancellationToken)"/>.
    /// </summary>
    /// <param name="keyPath">Must be there. Default: everything.</param>
    /// <param name="componentName">Default: this component.</param>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    /// <exception cref="IpcResourceNotFoundException">There is no such component or key.</exception>
    public Task<IpcEvents<ConfigurationUpdateEvent>> SubscribeToUpdatesAsync(
        IReadOnlyList<string>? keyPath = null, string? componentName = null, CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToConfigurationUpdate,
            new SubscribeToConfigurationUpdateRequest { ComponentName = componentName, KeyPath = keyPath ?? [] },
            static e => e.ConfigurationUpdateEvent, cancellationToken);

    /// <summary>
    /// Shows this component the configuration that a deployment would give it. Answer each with <see cref="AcceptAsync"/> or
    /// <see cref="RejectAsync"/>, in time.
    /// </summary>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    public Task<IpcEvents<ValidateConfigurationUpdateEvent>> SubscribeToValidationsAsync(CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToValidateConfigurationUpdates, Empty.Value, static e =>
                e.ValidateConfigurationUpdateEvent, cancellationToken);

    /// <exception cref="IpcInvalidArgumentsException">Nobody asks, or no more.</exception>
    public Task AcceptAsync(string deploymentId, CancellationToken cancellationToken = default) =>
        SendValidityReportAsync(
            new ConfigurationValidityReport { DeploymentId = deploymentId, Status = ValidityStatuses.Accepted }, cancellationToken);

    /// <summary>Refuses a configuration: the deployment fails.</summary>
    /// <param name="message">Why, for people.</param>
    /// <exception cref="IpcInvalidArgumentsException">Nobody asks, or no more.</exception>
    public Task RejectAsync(string deploymentId, string message, CancellationToken cancellationToken = default) =>
        SendValidityReportAsync(
            new ConfigurationValidityReport { DeploymentId = deploymentId, Status = ValidityStatuses.Rejected, Message = message },
            cancellationToken);

    /// <exception cref="IpcInvalidArgumentsException">Nobody asks, or no more.</exception>
    public Task SendValidityReportAsync(ConfigurationValidityReport report, CancellationToken cancellationToken = default) =>
        _session.AskAsync(
        IpcOperations.SendConfigurationValidityReport, new SendConfigurationValidityReportRequest { ConfigurationValidityReport = report },
        cancellationToken);
}
