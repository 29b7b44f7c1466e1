using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Shadows;

/// <summary>The local shadows of things (greengrass-ipc, 6.7). Thread-safe; a call blocks while the disk works.</summary>
/// <remarks>What a call answered is on the device. A failed one is told on the rejected topic too, as clients expect.</remarks>
internal sealed class ShadowService
{
    private const int DefaultPage = 25;
    private const int LargestPage = 100;

    private readonly Lock _gate = new(); // guards the files and the index, and keeps publications in the order of the changes
    private readonly SortedDictionary<ShadowId, (bool IsDeleted, long Timestamp)> _index = new(ShadowOrder.Instance);
    private readonly ShadowFiles _files;
    private readonly IShadowPublications _publications;
    private readonly Func<ShadowLimits> _limits;
    private readonly RequestRate _rate;
    private readonly PageTokens _pages = new();
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <param name="limits">Asked anew by each request.</param>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public ShadowService(
        IFileSystem files, string folder, Func<ShadowLimits> limits, IShadowPublications publications, ILogger logger, TimeProvider time)
    {
        (_limits, _publications, _logger, _time) = (limits, publications, logger, time);
        _rate = new RequestRate(limits, time);
        _files = new ShadowFiles(files, folder, logger);
        foreach (var (id, document) in _files.All()) _index[id] = (document.IsDeleted, document.Timestamp);
    }

    /// <returns>The document, as JSON.</returns>
    /// <exception cref="ShadowException">Refused; the reason is in it.</exception>
    public byte[] Get(string? thing, string? name)
    {
        var id = ShadowId.Of(thing, name);
        return Run(id, "get", token: null, () =>
        {
            var json = ShadowJson.Bytes(Live(id).ForReaders());
            _publications.Publish(id.Topic + "/get/accepted", json);
            return json;
        });
    }

    /// <returns>The accepted document, as JSON.</returns>
    /// <exception cref="ShadowException">Refused; nothing changed.</exception>
    public byte[] Update(string? thing, string? name, ReadOnlyMemory<byte> payload)
    {
        var id = ShadowId.Of(thing, name);
        return Run(id, "update", () => ShadowRequest.ClientTokenOf(payload.Span), () => Update(id, ShadowRequest.Parse(payload.Span)));
    }

    /// <exception cref="ShadowException">Refused; nothing changed.</exception>
    public void Delete(string? thing, string? name)
    {
        var id = ShadowId.Of(thing, name);
        Run(id, "delete", token: null, () =>
        {
            var before = Live(id);
            var mark = new ShadowDocument { Version = before.Version, Timestamp = Now(), IsDeleted = true };
            Store(id, mark);
            var json = ShadowJson.Bytes(new JsonObject { ["version"] = mark.Version, [ShadowMerge.Timestamp] = mark.Timestamp });
            _publications.Publish(id.Topic + "/delete/accepted", json);
            return json;
        });
    }

    /// <param name="caller">Whom the token is bound to.</param>
    /// <exception cref="ShadowException">Refused.</exception>
    public ShadowPage List(string caller, string? thing, string? nextToken, int? pageSize)
    {
        ShadowId.CheckThing(thing);
        var size = pageSize ?? DefaultPage;
        if (size is < 1 or > LargestPage) throw ShadowException.Invalid($"Invalid pageSize: {size:N0}; it is 1 to {LargestPage}");
        var after = string.IsNullOrEmpty(nextToken) ? "" : _pages.Open(nextToken, caller, thing!);
        _rate.Take(thing!);
        lock (_gate)
        {
            List<string> names =
            [
                .. _index.Where(entry => entry.Key.Thing == thing && !entry.Value.IsDeleted && string.CompareOrdinal(entry.Key.Name, after) > 0)
                    .Select(entry => entry.Key.Name).Take(size),
            ];
            return new ShadowPage(names, _time.GetUtcNow(), names.Count == size ? _pages.Make(caller, thing!, names[^1]) : null);
        }
    }

    private byte[] Update(ShadowId id, ShadowRequest request)
    {
        var before = _files.Read(id);
        var live = before is { IsDeleted: false } ? before : null;
        CheckVersion(request, live);
        var now = Now();
        var (state, metadata) = ShadowMerge.Apply(live?.State ?? [], live?.Metadata ?? [], request.State, now);
        var bytes = ShadowJson.Bytes(state).Length;
        if (_limits().DocumentBytes is var most && bytes > most)
        {
            throw new ShadowException(
                ShadowRefusal.TooLarge, $"The payload exceeds the maximum size allowed: the state would have {bytes:N0} of {most:N0} bytes");
        }

        var after = new ShadowDocument { Version = (before?.Version ?? 0) + 1, Timestamp = now, State = state, Metadata = metadata };
        Store(id, after);
        return Publish(id, request, live, after);
    }

    private static void CheckVersion(ShadowRequest request, ShadowDocument? live)
    {
        if (request.Version is not { } version) return;
        if (live is null && version != 1) throw ShadowException.Invalid($"Invalid version {version}: there is no shadow yet, so it must be 1");
        if (live is not null && version != live.Version) throw new ShadowException(ShadowRefusal.VersionConflict, "Version conflict");
    }

    private byte[] Publish(ShadowId id, ShadowRequest request, ShadowDocument? before, ShadowDocument after)
    {
        var accepted = ShadowMessages.Accepted(request, after);
        _publications.Publish(id.Topic + "/update/accepted", accepted);
        if (ShadowMessages.Delta(request, after) is { } delta) _publications.Publish(id.Topic + "/update/delta", delta);
        _publications.Publish(id.Topic + "/update/documents", ShadowMessages.Documents(request, before, after));
        return accepted;
    }

    private void Store(ShadowId id, ShadowDocument document)
    {
        if (!_index.ContainsKey(id)) MakeRoom();
        _files.Write(id, document);
        _index[id] = (document.IsDeleted, document.Timestamp);
    }

    private void MakeRoom()
    {
        if (_index.Count < _limits().Shadows) return;
        var marks = _index.Where(entry => entry.Value.IsDeleted).ToList();
        if (marks.Count == 0)
            throw new ShadowException(ShadowRefusal.Failed, $"The device keeps {_index.Count:N0} shadows, and no more are allowed. Delete some first.");
        var oldest = marks.MinBy(entry => entry.Value.Timestamp).Key;
        _files.Forget(oldest);
        _index.Remove(oldest);
    }

    private ShadowDocument Live(ShadowId id) =>
        _files.Read(id) is { IsDeleted: false } document ? document : throw new ShadowException(ShadowRefusal.NotFound, "No shadow found");

    /// <summary>Carries out an operation; one that is refused is told on its rejected topic too.</summary>
    private byte[] Run(ShadowId id, string operation, Func<string?>? token, Func<byte[]> carryOut)
    {
        try
        {
            _rate.Take(id.Thing);
            lock (_gate) return carryOut();
        }
        catch (ShadowException e)
        {
            Reject(id, operation, token, e);
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ShadowLog.Failed(_logger, id.Topic, e.Message);
            var failure = new ShadowException(ShadowRefusal.Failed, $"The shadow cannot be kept: {e.Message.TrimEnd('.')}. Free or mend the disk and try again.", e);
            Reject(id, operation, token, failure);
            throw failure;
        }
    }

    private void Reject(ShadowId id, string operation, Func<string?>? token, ShadowException why) =>
        _publications.Publish($"{id.Topic}/{operation}/rejected", ShadowMessages.Rejected(why, Now(), token?.Invoke()));

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();
}

/// <summary>Names of one page.</summary>
/// <param name="NextToken">Null where the page was not full, so that nothing follows.</param>
internal sealed record ShadowPage(IReadOnlyList<string> Names, DateTimeOffset At, string? NextToken);
