using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Tests of which each has a served store of its own, and a client of it.</summary>
public abstract class ServedStoreTests : IAsyncLifetime
{
    private protected ServedStore Served { get; private set; } = null!;

    private protected StreamManagerClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Served = await StartAsync();
        Client = await Served.ConnectAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Served.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<ServedStore> StartAsync() => ServedStore.StartAsync();
}
