using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Consent;
using Shoreline.Edge.Tests.Ipc.InMemory;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>An IPC server in a scratch folder, with a nucleus in memory behind it.</summary>
internal sealed class ServedIpc : IAsyncDisposable
{
    /// <summary>Everything that pubsub has.</summary>
    public const string AllTopics = """{"accessControl":{"aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["*"]}}}}""";

    private readonly ScratchFolder _folder = new();

    public ServedIpc(Func<IpcServerOptions, IpcServerOptions>? options = null, ILogger? logger = null, TimeProvider? time = null)
    {
        Deployments = new MemoryDeployments { ArtifactFolder = _folder["packages/artifacts"] };
        Directory.CreateDirectory(Deployments.ArtifactFolder);
        var consent = new ComponentConsent(Runtime, logger ?? NullLogger.Instance, time ?? TimeProvider.System);
        Parts = new IpcParts(Runtime, Configuration, Deployments, consent, logger ?? NullLogger.Instance, time ?? TimeProvider.System);
        Parts.CommandLines.Renew(CommandLineFolder, SocketPath, groups: null, NullLogger.Instance);
        var given = new IpcServerOptions { SocketPath = SocketPath };
        Server = IpcServer.Start(
            options?.Invoke(given) ?? given, Parts.Tokens, Parts.Operations, logger ?? NullLogger.Instance, time ?? TimeProvider.System);
    }

    public string Root => _folder.Path;

    public string SocketPath => _folder["ipc.socket"];

    public string CommandLineFolder => _folder["cli_ipc_info"];

    public MemoryRuntime Runtime { get; } = new();

    public MemoryConfiguration Configuration { get; } = new();

    public MemoryDeployments Deployments { get; }

    public IpcParts Parts { get; }

    public IpcServer Server { get; }

    /// <summary>Adds a component and connects as it.</summary>
    public async Task<IpcClient> ConnectAsync(string component, string configuration = AllTopics)
    {
        var token = Runtime.Add(component);
        Configuration.Set(component, configuration);
        return await IpcClient.ConnectAsync(SocketPath, token);
    }

    /// <summary>Connects as the command line of this user.</summary>
    public Task<IpcClient> ConnectCommandLineAsync()
    {
        using var info = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Directory.GetFiles(CommandLineFolder, "user-*").Single()));
        return IpcClient.ConnectAsync(SocketPath, info.RootElement.GetProperty("cli_auth_token").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Parts.Dispose();
        _folder.Dispose();
    }
}
