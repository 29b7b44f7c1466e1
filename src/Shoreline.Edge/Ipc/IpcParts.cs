using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Ipc.Consent;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Edge.Ipc.PubSub;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Ipc;

/// <summary>What stands behind the IPC server: the nucleus' own operations, and what other parts of the nucleus need of them.</summary>
/// <remarks>Made before the server. Further handlers are added to <see cref="Operations"/> in between; see README.md.</remarks>
internal sealed class IpcParts : IDisposable
{
    public IpcParts(
        IComponentRuntime components, IComponentConfiguration configuration, ILocalDeployments deployments, ComponentConsent consent,
        ILogger logger, TimeProvider time)
    {
        Authorizer = new Authorizer(configuration, logger, time);
        Operations = new OperationTable(Authorizer, logger);
        Consent = consent;
        DebugPasswords = new DebugPasswords(time);
        Tokens = new IpcTokens(components, CommandLines);
        Metrics = new MetricOperations(Authorizer, time);
        NucleusOperations.AddTo(
            Operations,
            new PublishHandler(Topics, Authorizer, logger),
            new PubSubOperations(Topics),
            new ConfigurationOperations(configuration),
            new LifecycleOperations(components),
            Consent,
            new ComponentOperations(components, configuration),
            new DeploymentOperations(deployments),
            DebugPasswords,
            Metrics,
            new TokenOperations(components));
    }

    public Authorizer Authorizer { get; }

    public OperationTable Operations { get; }

    public LocalTopics Topics { get; } = new();

    /// <summary>For deployments.</summary>
    public ComponentConsent Consent { get; }

    public MetricOperations Metrics { get; }

    /// <summary>For a page or console that asks for one.</summary>
    public DebugPasswords DebugPasswords { get; }

    /// <summary>Renewed whenever the command line's service starts.</summary>
    public CommandLineTokens CommandLines { get; } = new();

    public IIpcTokens Tokens { get; }

    public void Dispose()
    {
        Metrics.Dispose();
        Authorizer.Dispose();
    }
}
