using System.Collections.Concurrent;
using Shoreline.Cloud.Live;
using Shoreline.Core;
using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Media;

/// <summary>What of the archive is recent enough to be shown live, in memory. Rebuilt from the names of the objects at start.</summary>
internal sealed class MediaIndex(TimeProvider time)
{
    private const int MaxCameras = 1000;
    private static readonly TimeSpan RebuildFrom = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FacesFrom = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<CameraId, CameraTimeline> _cameras = new();

    public RecentFaces Faces { get; } = new();

    public IReadOnlyCollection<CameraTimeline> Cameras => [.. _cameras.Values];

    public CameraTimeline? Find(CameraId camera) => _cameras.GetValueOrDefault(camera);

    public void Add(ArchivedFragment fragment) => Timeline(fragment.Camera).Add(fragment);

    /// <summary>Reads the names of the last minutes' objects of each camera. The archive's size does not matter: only the newest folders
    /// are listed.</summary>
    public async Task RebuildAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var nowNs = time.NowNs();
        await foreach (var device in store.ListFoldersAsync(MediaNames.Root, cancellationToken))
        {
            await foreach (var folder in store.ListFoldersAsync(device, cancellationToken))
            {
                var levels = folder.Split('/');
                await RebuildAsync(store, new CameraId(levels[1], levels[2]), nowNs, cancellationToken);
            }
        }
    }

    private async Task RebuildAsync(IObjectStore store, CameraId camera, long nowNs, CancellationToken cancellationToken)
    {
        var fragments = new List<ArchivedFragment>();
        await foreach (var entry in ListAsync(store, camera, MediaKind.Video, nowNs, RebuildFrom, cancellationToken))
        {
            if (MediaNames.ParseFragment(camera, entry.Key) is { } fragment) fragments.Add(fragment);
        }
        foreach (var fragment in fragments.OrderBy(fragment => fragment.StartNs)) Add(fragment);
        await foreach (var entry in ListAsync(store, camera, MediaKind.Faces, nowNs, FacesFrom, cancellationToken))
        {
            if (MediaNames.ParseFace(camera, entry.Key) is { } face) Faces.Add(face);
        }
    }

    private static IAsyncEnumerable<ObjectEntry> ListAsync(
        IObjectStore store, CameraId camera, MediaKind kind, long nowNs, TimeSpan back, CancellationToken cancellationToken)
    {
        var fromNs = nowNs - (long)back.TotalNanoseconds;
        return store.ListAsync(
            MediaNames.KindPrefix(camera, kind), $"{MediaNames.HourPrefix(camera, kind, fromNs)}{fromNs:d19}", cancellationToken);
    }

    private CameraTimeline Timeline(CameraId camera)
    {
        if (_cameras.TryGetValue(camera, out var found)) return found;
        if (_cameras.Count >= MaxCameras && _cameras.Values.MinBy(timeline => timeline.TouchedAt) is { } oldest)
        {
            _cameras.TryRemove(oldest.Camera, out _);
        }
        return _cameras.GetOrAdd(camera, id => new CameraTimeline(id, time));
    }
}
