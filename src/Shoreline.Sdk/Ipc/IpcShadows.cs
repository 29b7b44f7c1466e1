using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>
/// Shadows of things (greengrass-ipc, 6.7). Documents are JSON objects with <c>state</c>, <c>metadata</c>, <c>version</c> and
/// <c>timestamp</c>.
/// </summary>
public sealed class IpcShadows
{
    private readonly IpcSession _session;

    internal IpcShadows(IpcSession session) => _session = session;

    /// <param name="shadowName">Default: the classic shadow.</param>
    /// <exception cref="IpcResourceNotFoundException">There is no such shadow.</exception>
    public async Task<JsonObject> GetAsync(string thingName, string? shadowName = null, CancellationToken cancellationToken = default) =>
        Read(
        (await _session.AskAsync(
            IpcOperations.GetThingShadow, new() { ThingName = thingName, ShadowName = shadowName },
            cancellationToken)).Payload);

    /// <summary>Merges into a shadow, which is made where it is not there. Returns the accepted part with its new version.</summary>
    /// <param name="document"><c>{"state":{"desired":…,"reported":…}}</c>; with <c>version</c>, only if that is the shadow's.</param>
    /// <param name="shadowName">Default: the classic shadow.</param>
    /// <exception cref="IpcConflictException">The shadow has another version.</exception>
    /// <exception cref="IpcInvalidArgumentsException">The document is too large, too deep or wrong.</exception>
    public async Task<JsonObject> UpdateAsync(
        string thingName, JsonObject document, string? shadowName = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var payload = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
        var request = new UpdateThingShadowRequest { ThingName = thingName, ShadowName = shadowName, Payload = payload };
        return Read((await _session.AskAsync(IpcOperations.UpdateThingShadow, request, cancellationToken)).Payload);
    }

    /// <param name="shadowName">Default: the classic shadow.</param>
    /// <exception cref="IpcResourceNotFoundException">There is no such shadow.</exception>
    public Task DeleteAsync(string thingName, string? shadowName = null, CancellationToken cancellationToken = default) =>
        _session.AskAsync(
        IpcOperations.DeleteThingShadow, new DeleteThingShadowRequest { ThingName = thingName, ShadowName = shadowName },
        cancellationToken);

    /// <summary>Names of a thing's named shadows, page by page.</summary>
    /// <param name="pageSize">1 to 100.</param>
    public async IAsyncEnumerable<string> ListAsync(
        string thingName, int pageSize = 25, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? token = null;
        do
        {
            var request = new ListNamedShadowsForThingRequest { ThingName = thingName, PageSize = pageSize, NextToken = token };
            var page = await _session.AskAsync(IpcOperations.ListNamedShadowsForThing, request, cancellationToken);
            foreach (var name in page.Results) yield return name;
            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    private static JsonObject Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new IpcException($"The nucleus answered with a shadow document that cannot be read: {e.Message}", e);
        }
    }
}
