namespace Shoreline.Media.Tests;

/// <summary>Tests that measure the whole process and so run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_frame_allocates_nothing_once_the_capture_runs()
    {
        const int Warm = 200, Measured = 1000;
        await using var capture = Captures.Open(Captures.Offline("test://?width=64&height=48&fps=30"));
        for (var i = 0; i < Warm; i++) (await capture.ReadFrameAsync(CancellationToken.None))!.Dispose();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Measured; i++) (await capture.ReadFrameAsync(CancellationToken.None))!.Dispose();
        var perFrame = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Measured;

        Assert.InRange(perFrame, 0, 20); // the smallest object has 24 bytes: one for each frame would show; the runtime's own threads allocate a little now and then
    }
}
