using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors;

/// <summary>
/// A detector whose model can be changed while frames go through it: none is lost, and none waits for the new model to load.
/// </summary>
/// <remarks>
/// <see cref="Detect"/> is for one thread, as with every detector; <see cref="SwapAsync"/> may be called from any. Frames go on through the
/// old model while the new one is loaded and warmed up on another thread; it takes over between two frames.
/// </remarks>
public sealed class SwappableDetector : IDetector
{
    private const long DefaultSize = (1280L << 32) | 720; // until a frame has shown how large they are

    private readonly Func<Model, IDetector> _open;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _offering = new();
    private volatile State _state;
    private volatile Offer? _offer;
    private long _frameSize = DefaultSize;
    private bool _disposed;

    /// <param name="open">Opens a model, on any thread; the detectors are this one's.</param>
    /// <exception cref="Core.InvalidInputException">The weights are not what the manifest says.</exception>
    public SwappableDetector(Model model, Func<Model, IDetector> open)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
        _state = new State(open(model), model, default, 0);
    }

    /// <summary>What is at work, how much those before it left out, and how many they were.</summary>
    private sealed record State(IDetector Detector, Model Model, DetectorLosses Past, int Swaps);

    /// <summary>A model that is ready. <c>Taken</c> gives the detector that it replaced; cancelled where there is no next frame.</summary>
    private sealed record Offer(IDetector Detector, Model Model, TaskCompletionSource<IDetector> Taken);

    public string ModelName => _state.Detector.ModelName;

    public string? ModelDigest => _state.Detector.ModelDigest;

    public Model Model => _state.Model;

    public StageTimes LastTimes => _state.Detector.LastTimes;

    /// <summary>Of all models that it has had.</summary>
    public DetectorLosses Losses => LossesOf(_state);

    /// <summary>Times that the model was changed.</summary>
    public int Swaps => _state.Swaps;

    /// <summary>Whether a model is ready and waits for the next frame.</summary>
    internal bool HasOffer => _offer is not null;

    public void Detect(in Frame frame, DetectionList into) // hot: per frame
    {
        if (_offer is not null) TakeOffer();
        Volatile.Write(ref _frameSize, ((long)frame.Width << 32) | (uint)frame.Height);
        _state.Detector.Detect(frame, into);
    }

    public void WarmUp(in Frame frame) => _state.Detector.WarmUp(frame);

    /// <summary>Loads a model beside the one at work, has it look at an empty picture, and lets it take over with the next frame.</summary>
    /// <remarks>One swap at a time: a second one waits for its turn.</remarks>
    /// <returns>Completes when the new model has taken over and the old one is freed.</returns>
    /// <exception cref="Core.ShorelineException">The model cannot be loaded, or fails on the empty picture. The old one goes
    /// on.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the detector was disposed, before a frame came. The old one goes
    /// on.</exception>
    public async Task SwapAsync(Model next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var detector = await Task.Run(() => OpenWarm(next), cancellationToken).ConfigureAwait(false);
            var offer = new Offer(detector, next, new(TaskCreationOptions.RunContinuationsAsynchronously));
            Make(offer);
            using var cancelled = cancellationToken.UnsafeRegister(_ => Withdraw(offer), null);
            try
            {
                var replaced = await offer.Taken.Task.ConfigureAwait(false);
                replaced.Dispose(); // here, and not on the thread of the frames: it may take a while
            }
            catch (OperationCanceledException)
            {
                detector.Dispose();
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Not while a frame is looked at. A swap that is under way is cancelled.</summary>
    public void Dispose()
    {
        lock (_offering)
        {
            if (_disposed) return;
            _disposed = true;
            if (Interlocked.Exchange(ref _offer, null) is { } offer) offer.Taken.SetCanceled();
        }
        _state.Detector.Dispose();
    }

    private void TakeOffer()
    {
        if (Interlocked.Exchange(ref _offer, null) is not { } offer) return; // withdrawn in the same moment
        var replaced = _state;
        _state = new State(offer.Detector, offer.Model, LossesOf(replaced), replaced.Swaps + 1);
        offer.Taken.SetResult(replaced.Detector);
    }

    private void Make(Offer offer)
    {
        lock (_offering)
        {
            if (_disposed) offer.Taken.SetCanceled();
            else _offer = offer;
        }
    }

    /// <summary>What was taken stays taken.</summary>
    private void Withdraw(Offer offer)
    {
        if (Interlocked.CompareExchange(ref _offer, null, offer) == offer) offer.Taken.SetCanceled();
    }

    private static DetectorLosses LossesOf(State state) => state.Past + state.Detector.Losses;

    private IDetector OpenWarm(Model next)
    {
        var detector = _open(next);
        try
        {
            var size = Volatile.Read(ref _frameSize);
            using var empty = new EmptyPicture((int)(size >> 32), (int)size);
            detector.WarmUp(empty.Frame);
            return detector;
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }
}
