using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Consent;

/// <summary>
/// Asks components about deployments over IPC, and takes their answers (greengrass-ipc, 6.3 and 6.4; greengrass-components, 7.7 and 7.8).
/// </summary>
internal sealed class ComponentConsent(IComponentRuntime components, ILogger logger, TimeProvider time) : IComponentConsent
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1); // then the component is asked again; a timer cannot run for ever

    private readonly Listeners<ComponentUpdatePolicyEvents> _updates = new();
    private readonly Listeners<ValidateConfigurationUpdateEvents> _validators = new();
    private readonly Questions<long> _deferrals = new();
    private readonly Questions<ConfigurationValidityReport> _reports = new();

    public async Task AskToUpdateAsync(string deploymentId, bool isRestarting, TimeSpan limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = await AskOnceAsync(deploymentId, isRestarting, limit, cancellationToken);
            if (wait == TimeSpan.Zero) return;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Updated(string deploymentId)
    {
        foreach (var component in _updates.Components()) Tell(component, new() { PostUpdateEvent = new(deploymentId) });
    }

    public async Task<(string Component, string Message)?> ValidateAsync(
        string deploymentId, IReadOnlyDictionary<string, JsonObject> proposed, TimeSpan limit, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<Task<ConfigurationValidityReport>, string>();
        try
        {
            foreach (var (component, configuration) in proposed)
            {
                if (_validators.Of(component) is not [var first, ..]) continue;
                asked.Add(_reports.Ask(component, deploymentId), component); // before the event, which may be answered at once
                first.Send(
                    new() { ValidateConfigurationUpdateEvent = new() { DeploymentId = deploymentId, Configuration = configuration } });
            }
            await AnsweredAsync(asked.Keys, limit, cancellationToken);
            foreach (var (report, component) in asked)
            {
                if (!report.IsCompletedSuccessfully)
                {
                    return (component, $"{component} did not say within {limit.TotalSeconds:0.#} s whether its new configuration is valid");
                }
                if ((await report).Status == ValidityStatuses.Rejected)
                {
                    return (component, (await report).Message ?? $"{component} refused its new configuration");
                }
            }
            return null;
        }
        finally
        {
            foreach (var component in asked.Values) _reports.Withdraw(component, deploymentId);
        }
    }

    public Subscribed SubscribeToUpdates(IpcCaller caller, Empty request, IpcEvents<ComponentUpdatePolicyEvents> events)
    {
        if (!components.TryGet(caller.Name, out _))
        {
            throw IpcErrorException.NotFound($"{caller.Name} is no component", "Component", caller.Name);
        }
        return new Subscribed(_updates.Add(caller.Name, events));
    }

    public Subscribed SubscribeToValidation(IpcCaller caller, Empty request, IpcEvents<ValidateConfigurationUpdateEvents> events) =>
        new(_validators.Add(caller.Name, events));

    public Empty Defer(IpcCaller caller, DeferComponentUpdateRequest request)
    {
        if (string.IsNullOrEmpty(request.DeploymentId)) throw IpcErrorException.InvalidArguments("deploymentId is missing");
        if (_updates.Of(caller.Name) is [])
        {
            throw IpcErrorException.InvalidArguments($"{caller.Name} is not subscribed to component updates");
        }
        var isPending = request.RecheckAfterMs is { } wait
            ? _deferrals.TryAnswer(caller.Name, request.DeploymentId, wait)
            : _deferrals.IsAsked(caller.Name, request.DeploymentId); // no answer: the wait goes on
        if (!isPending)
        {
            throw IpcErrorException.Failed(
                $"Nobody asks {caller.Name} about deployment {request.DeploymentId}: the time is over, or it has answered");
        }
        if (request.RecheckAfterMs > 0)
        {
            IpcLog.Deferred(logger, request.DeploymentId, caller.Name, request.RecheckAfterMs.Value, request.Message ?? "");
        }
        return Empty.Value;
    }

    public Empty Report(IpcCaller caller, SendConfigurationValidityReportRequest request)
    {
        var report = request.ConfigurationValidityReport
            ?? throw IpcErrorException.InvalidArguments("configurationValidityReport is missing");
        if (string.IsNullOrEmpty(report.DeploymentId)) throw IpcErrorException.InvalidArguments("deploymentId is missing");
        if (report.Status is not (ValidityStatuses.Accepted or ValidityStatuses.Rejected))
        {
            throw IpcErrorException.InvalidArguments($"status must be {ValidityStatuses.Accepted} or {ValidityStatuses.Rejected}");
        }
        if (_reports.TryAnswer(caller.Name, report.DeploymentId, report)) return Empty.Value;
        throw IpcErrorException.InvalidArguments($"Nobody waits for a report of {caller.Name} about deployment {report.DeploymentId}");
    }

    /// <returns>How long to wait before everybody is asked again; zero to go ahead.</returns>
    private async Task<TimeSpan> AskOnceAsync(string deploymentId, bool isRestarting, TimeSpan limit, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<Task<long>, string>();
        try
        {
            foreach (var component in _updates.Components())
            {
                asked.Add(_deferrals.Ask(component, deploymentId), component);
                Tell(component, new() { PreUpdateEvent = new(deploymentId, isRestarting) });
            }
            await AnsweredAsync(asked.Keys, limit, cancellationToken);
            var longest = asked.Keys.Where(a => a.IsCompletedSuccessfully).Select(a => a.Result).DefaultIfEmpty(0).Max();
            return TimeSpan.FromMilliseconds(Math.Clamp(longest, 0, (long)LongestWait.TotalMilliseconds));
        }
        finally
        {
            foreach (var component in asked.Values) _deferrals.Withdraw(component, deploymentId);
        }
    }

    /// <summary>Waits for all answers, but not beyond the limit.</summary>
    private async Task AnsweredAsync(IEnumerable<Task> answers, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(answers).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Who is silent is told from who answered by the task.
        }
    }

    private void Tell(string component, ComponentUpdatePolicyEvents @event)
    {
        foreach (var events in _updates.Of(component)) events.Send(@event);
    }
}
