using Shoreline.Edge.Ipc.Consent;
using Shoreline.Edge.Ipc.PubSub;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>
/// The operations that the nucleus itself carries out: for each its handler and, where it needs a policy, its service and resource
/// (greengrass-ipc, 5.2).
/// </summary>
internal static class NucleusOperations
{
    public static void AddTo(
        OperationTable table,
        PublishHandler publish,
        PubSubOperations pubSub,
        ConfigurationOperations configuration,
        LifecycleOperations lifecycle,
        ComponentConsent consent,
        ComponentOperations components,
        DeploymentOperations deployments,
        DebugPasswords passwords,
        MetricOperations metrics,
        TokenOperations tokens)
    {
        table.Add(publish);
        table.AddSubscription(IpcOperations.SubscribeToTopic, pubSub.Subscribe, new(IpcServices.PubSub, PubSubOperations.FilterOf));

        table.Add(IpcOperations.GetConfiguration, configuration.Get);
        table.Add(IpcOperations.UpdateConfiguration, configuration.Update);
        table.AddSubscription(IpcOperations.SubscribeToConfigurationUpdate, configuration.Subscribe);
        table.AddSubscription(IpcOperations.SubscribeToValidateConfigurationUpdates, consent.SubscribeToValidation);
        table.Add(IpcOperations.SendConfigurationValidityReport, consent.Report);

        table.Add(IpcOperations.UpdateState, lifecycle.UpdateState);
        table.AddSubscription(IpcOperations.SubscribeToComponentUpdates, consent.SubscribeToUpdates);
        table.Add(IpcOperations.DeferComponentUpdate, consent.Defer);
        table.Add(
            IpcOperations.PauseComponent, lifecycle.Pause, new(IpcServices.Lifecycle, r => LifecycleOperations.Named(r.ComponentName)));
        table.Add(
            IpcOperations.ResumeComponent, lifecycle.Resume, new(IpcServices.Lifecycle, r => LifecycleOperations.Named(r.ComponentName)));

        table.Add(IpcOperations.ListComponents, components.List, Access<Empty>.ToEverything(IpcServices.Cli));
        table.Add(IpcOperations.GetComponentDetails, components.Get, new(IpcServices.Cli, r => LifecycleOperations.Named(r.ComponentName)));
        table.Add(
            IpcOperations.RestartComponent, components.Restart, new(IpcServices.Cli, r => LifecycleOperations.Named(r.ComponentName)));
        table.Add(IpcOperations.StopComponent, components.Stop, new(IpcServices.Cli, r => LifecycleOperations.Named(r.ComponentName)));
        table.Add(
            IpcOperations.CreateLocalDeployment, deployments.Create, Access<CreateLocalDeploymentRequest>.ToEverything(IpcServices.Cli));
        table.Add(IpcOperations.GetLocalDeploymentStatus, deployments.Get, new(IpcServices.Cli, DeploymentOperations.IdOf));
        table.Add(IpcOperations.ListLocalDeployments, deployments.List, Access<Empty>.ToEverything(IpcServices.Cli));
        table.Add(
            IpcOperations.CancelLocalDeployment, deployments.Cancel, Access<CancelLocalDeploymentRequest>.ToEverything(IpcServices.Cli));
        table.Add(IpcOperations.CreateDebugPassword, passwords.Create, Access<Empty>.ToEverything(IpcServices.Cli));

        table.Add(IpcOperations.PutComponentMetric, metrics.PutAsync); // one request has many resources: it asks for itself
        table.Add(IpcOperations.ValidateAuthorizationToken, tokens.Validate);
    }
}
