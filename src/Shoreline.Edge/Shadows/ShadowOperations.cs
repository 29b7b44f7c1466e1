using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Shadows;

/// <summary>The shadow operations of IPC (greengrass-ipc, 6.7).</summary>
internal sealed class ShadowOperations(ShadowService shadows)
{
    public static void AddTo(OperationTable table, ShadowService shadows)
    {
        var operations = new ShadowOperations(shadows);
        table.Add(IpcOperations.GetThingShadow, operations.GetAsync, new(IpcServices.ShadowManager, r => Resource(r.ThingName, r.ShadowName)));
        table.Add(IpcOperations.UpdateThingShadow, operations.UpdateAsync, new(IpcServices.ShadowManager, r => Resource(r.ThingName, r.ShadowName)));
        table.Add(IpcOperations.DeleteThingShadow, operations.DeleteAsync, new(IpcServices.ShadowManager, r => Resource(r.ThingName, r.ShadowName)));
        table.Add(IpcOperations.ListNamedShadowsForThing, operations.ListAsync, new(IpcServices.ShadowManager, r => Thing(r.ThingName)));
    }

    private ValueTask<GetThingShadowResponse> GetAsync(IpcCaller caller, GetThingShadowRequest request, CancellationToken ending) =>
        RunAsync(request.ThingName, request.ShadowName, () => new GetThingShadowResponse { Payload = shadows.Get(request.ThingName, request.ShadowName) });

    private ValueTask<UpdateThingShadowResponse> UpdateAsync(IpcCaller caller, UpdateThingShadowRequest request, CancellationToken ending) =>
        RunAsync(request.ThingName, request.ShadowName,
            () => new UpdateThingShadowResponse { Payload = shadows.Update(request.ThingName, request.ShadowName, request.Payload ?? default) });

    private ValueTask<DeleteThingShadowResponse> DeleteAsync(IpcCaller caller, DeleteThingShadowRequest request, CancellationToken ending) =>
        RunAsync(request.ThingName, request.ShadowName, () =>
        {
            shadows.Delete(request.ThingName, request.ShadowName);
            return new DeleteThingShadowResponse { Payload = ReadOnlyMemory<byte>.Empty };
        });

    private ValueTask<ListNamedShadowsForThingResponse> ListAsync(IpcCaller caller, ListNamedShadowsForThingRequest request, CancellationToken ending) =>
        RunAsync(request.ThingName, null, () =>
        {
            var page = shadows.List(caller.Name, request.ThingName, request.NextToken, request.PageSize);
            return new ListNamedShadowsForThingResponse { Results = page.Names, Timestamp = page.At, NextToken = page.NextToken };
        });

    /// <summary>On another thread: the disk may take its time, and the connection has other requests.</summary>
    private static async ValueTask<T> RunAsync<T>(string? thing, string? name, Func<T> work)
    {
        try { return await Task.Run(work).ConfigureAwait(false); }
        catch (ShadowException e) { throw Answer(e, thing, name); }
    }

    private static string Resource(string? thing, string? name)
    {
        try { return ShadowId.Of(thing, name).Topic; }
        catch (ShadowException e) { throw Answer(e, thing, name); }
    }

    private static string Thing(string? thing)
    {
        try { ShadowId.CheckThing(thing); }
        catch (ShadowException e) { throw Answer(e, thing, null); }
        return thing!;
    }

    private static IpcErrorException Answer(ShadowException e, string? thing, string? name) => e.Refusal switch
    {
        ShadowRefusal.NotFound => IpcErrorException.NotFound(e.Message, "shadow", string.IsNullOrEmpty(name) ? thing : name),
        ShadowRefusal.Invalid or ShadowRefusal.TooLarge => IpcErrorException.InvalidArguments(e.Message),
        ShadowRefusal.VersionConflict => new IpcErrorException(ErrorShapes.Conflict, e.Message),
        _ => IpcErrorException.Failed(e.Message),
    };
}
