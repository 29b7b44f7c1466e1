using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>
/// A client of the Greengrass nucleus: Shoreline's, or that of an AWS IoT Greengrass core. One connection serves any number of threads,
/// calls and subscriptions.
/// </summary>
/// <remarks>
/// <para>Requests that one thread begins one after the other are sent in that order, as long as no more than
/// <see cref="GreengrassIpcClientOptions.MaxInFlight"/> are under way. Memory given to a call is the caller's again as soon as the call has
/// returned its task.</para>
/// <para>All calls throw: <see cref="IpcOperationException"/>, of a type for each error of the service model, where the nucleus answers
/// with an error; <see cref="IpcConnectionLostException"/> and <see cref="IpcTimeoutException"/> where no answer came.</para>
/// </remarks>
public sealed class GreengrassIpcClient : IAsyncDisposable
{
    private readonly IpcSession _session;

    private GreengrassIpcClient(IpcSession session)
    {
        _session = session;
        PubSub = new IpcPubSub(session);
        IotCore = new IpcIotCore(session);
        Configuration = new IpcConfiguration(session);
        Lifecycle = new IpcLifecycle(session);
        Components = new IpcComponents(session);
        Deployments = new IpcDeployments(session);
        Secrets = new IpcSecrets(session);
        Shadows = new IpcShadows(session);
        ClientDevices = new IpcClientDevices(session);
        Metrics = new IpcMetrics(session);
    }

    /// <summary>Messages between the components of this gateway.</summary>
    public IpcPubSub PubSub { get; }

    /// <summary>Messages to and from the MQTT broker above the gateway: on a Greengrass core, AWS IoT Core.</summary>
    public IpcIotCore IotCore { get; }

    public IpcConfiguration Configuration { get; }

    /// <summary>What a component says of itself, and its say in updates.</summary>
    public IpcLifecycle Lifecycle { get; }

    /// <summary>
    /// Looking after components, for those that may: the command line, or a component whose <c>accessControl</c> grants it.
    /// </summary>
    public IpcComponents Components { get; }

    /// <summary>Local deployments, for those that may.</summary>
    public IpcDeployments Deployments { get; }

    public IpcSecrets Secrets { get; }

    public IpcShadows Shadows { get; }

    public IpcClientDevices ClientDevices { get; }

    public IpcMetrics Metrics { get; }

    public bool IsConnected => _session.IsConnected;

    /// <summary>Connects and shows the token.</summary>
    /// <param name="options">Default: what the component's environment says.</param>
    /// <param name="patience">How long to go on trying where nobody listens yet. Default: one attempt.</param>
    /// <exception cref="IpcConnectException">No connection came about.</exception>
    public static async Task<GreengrassIpcClient> ConnectAsync(
        GreengrassIpcClientOptions? options = null, TimeSpan patience = default, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var session = new IpcSession(options ?? new GreengrassIpcClientOptions(), time ?? TimeProvider.System);
        try
        {
            await session.StartAsync(patience, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        return new GreengrassIpcClient(session);
    }

    /// <summary>Whether a token is that of a component: for the stream manager only.</summary>
    /// <exception cref="IpcInvalidTokenException">It is nobody's.</exception>
    public async Task<bool> ValidateAuthorizationTokenAsync(string token, CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(IpcOperations.ValidateAuthorizationToken, new() { Token = token }, cancellationToken)).IsValid;

    /// <summary>Closes the connection. Calls under way and subscriptions fail with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
