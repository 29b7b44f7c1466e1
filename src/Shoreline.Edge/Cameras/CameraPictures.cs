using Shoreline.Core.Naming;
using Shoreline.Vision.Models;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Edge.Cameras;

/// <summary>What one run of a camera keeps as pictures beside its faces: frames for training, and the pictures of its events.</summary>
internal sealed class CameraPictures : IAsyncDisposable
{
    private readonly FrameSampler? _sampler;
    private readonly EventPictures? _ofEvents;

    public CameraPictures(CameraTask camera, CameraComponentConfig config, CameraStreams streams, Model model)
    {
        var device = new DeviceName(config.Device);
        if (camera.Sampling is { } sampling)
        {
            var context = new FrameSamplerContext
            {
                Device = device,
                KeypointNames = model.KeypointNames,
                QuotaFile = config.SamplingFolder is { } folder ? Path.Combine(folder, camera.Name + ".json") : null,
                GoesOnWithoutDisk = true,
            };
            _sampler = new FrameSampler(sampling, context, new PictureStream(streams.Frames));
        }
        if (camera.Rules is not null && camera.Pictures != EventPictureMode.None)
        {
            _ofEvents = new EventPictures(device, camera.Pictures, new PictureStream(streams.Pictures), goesOnWithoutDisk: true);
        }
    }

    /// <summary>One of the sinks, which is told where two models differ, too; null where the camera does not sample.</summary>
    public FrameSampler? Sampler => _sampler;

    /// <summary>Events without a picture because there were too many, and pictures and samples for which there was no room.</summary>
    public (long Withheld, long Refused) Lost => (_ofEvents?.Withheld ?? 0, (_ofEvents?.Refused ?? 0) + (_sampler?.Counters.Refused ?? 0));

    /// <summary>The stages with the one that gives events their pictures, behind all that make events.</summary>
    public IReadOnlyList<IFrameStage> Behind(IReadOnlyList<IFrameStage> stages) => _ofEvents is null ? stages : [.. stages, _ofEvents];

    public async ValueTask DisposeAsync()
    {
        _ofEvents?.Dispose();
        if (_sampler is not null) await _sampler.DisposeAsync().ConfigureAwait(false);
    }
}
