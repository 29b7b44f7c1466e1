using Shoreline.Core;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Inference;

public sealed class SessionPoolTests : IDisposable
{
    private static readonly InferenceOptions Alone = new() { Threads = 1 };

    private readonly ScratchFolder _scratch = new();
    private readonly SessionPool _pool;

    public SessionPoolTests() => _pool = new SessionPool(new GraphCache(_scratch.Path));

    [Fact]
    public void Who_runs_the_same_model_in_the_same_way_shares_a_session_until_the_last_one_goes()
    {
        var model = Resolve("yunet-n-320");
        var (first, second) = (_pool.Acquire(model, Alone), _pool.Acquire(model with { Next = [] }, new InferenceOptions { Threads = 1 }));
        Assert.Same(first.Session, second.Session);
        first.Dispose();
        first.Dispose(); // twice is once
        Assert.Same(second.Session, _pool.Acquire(model, Alone).Session);
        Assert.Equal(1, _pool.Count);
        second.Dispose();
        Assert.Equal(1, _pool.Count);
    }

    [Fact]
    public void Other_options_and_other_models_have_sessions_of_their_own()
    {
        var model = Resolve("yunet-n-320");
        using var first = _pool.Acquire(model, Alone);
        using (var other = _pool.Acquire(model, Alone with { Threads = 2 }))
        using (var face = _pool.Acquire(Resolve("ultraface-rfb-320"), Alone))
        {
            Assert.NotSame(first.Session, other.Session);
            Assert.NotSame(first.Session, face.Session);
            Assert.Equal(3, _pool.Count);
        }
        Assert.Equal(1, _pool.Count);
    }

    [Fact]
    public void Many_that_ask_at_once_get_one_session()
    {
        var model = Resolve("yunet-n-320");
        var shared = new SharedSession[8];
        Parallel.For(0, shared.Length, i => shared[i] = _pool.Acquire(model, Alone));
        Assert.Single(shared.Select(one => one.Session).Distinct());
        Parallel.ForEach(shared, one => one.Dispose());
        Assert.Equal(0, _pool.Count);
    }

    [Fact]
    public void Weights_that_do_not_load_leave_nothing_behind_and_may_be_asked_for_again()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch["a.onnx"], "no model");
        var model = Resolve("yunet-n-320");
        Assert.Throws<InvalidInputException>(() => _pool.Acquire(model with { WeightsPath = scratch["a.onnx"] }, Alone));
        Assert.Equal(0, _pool.Count);
        using var session = _pool.Acquire(model, Alone);
        Assert.NotEmpty(session.Session.Inputs);
    }

    [Fact]
    public void Four_lanes_of_a_chain_of_two_models_load_two_sessions()
    {
        var options = new InferenceOptions { Threads = 1, Spin = true }; // as no other test has them
        var model = Resolve("yolox-nano+movenet-lightning");
        Model[] models = [model, model.Next[0].Model];
        using (var lanes = DetectorLanes.Open(model, options, 4))
        {
            Assert.Equal(4, lanes.Distinct().Count());
            Assert.Equal([4, 4], models.Select(one => SessionPool.Shared.UsersOf(one, options)));
        }
        Assert.Equal([0, 0], models.Select(one => SessionPool.Shared.UsersOf(one, options)));
    }

    public void Dispose() => _scratch.Dispose();

    private static Model Resolve(string name)
    {
        _ = TestAssets.Model("models.json");
        return ModelCatalog.Load().Resolve(name);
    }
}
