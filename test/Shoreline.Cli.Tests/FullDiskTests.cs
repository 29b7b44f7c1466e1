namespace Shoreline.Cli.Tests;

public sealed class FullDiskTests : IDisposable
{
    private readonly SmallDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_demo_without_room_for_its_data_does_not_begin()
    {
        var run = await Command.RunAsync("demo", "--headless", "--duration", "5s", "--data", _disk["demo"]);

        run.Refused(ExitCodes.Usage, _disk["demo"], "MB free", "needs 256 MB", "give another folder with --data");
        Assert.False(Directory.Exists(_disk["demo"]));
    }

    [Fact]
    public async Task A_cloud_without_room_for_its_data_does_not_begin()
    {
        _disk.Fill();

        var run = await Command.RunAsync("cloud", "--data", _disk["cloud"]);

        run.Refused(ExitCodes.Usage, _disk["cloud"], "No space left on device", "Free space on its volume, or choose another with --data");
        Assert.False(File.Exists(_disk["cloud", "run", "cloud.json"]));
    }

    [Fact]
    public async Task A_gateway_without_room_for_its_data_does_not_begin()
    {
        await File.WriteAllTextAsync(_disk["edge.yaml"], "device: gw-01\n", TestContext.Current.CancellationToken);
        _disk.Fill();

        var run = await Command.RunAsync("edge", "--config", _disk["edge.yaml"], "--root", _disk["root"]);

        run.ServiceRefused(ExitCodes.Usage, _disk["root"], "No space left on device", "name another folder with --root");
        Assert.False(File.Exists(_disk["root", "run", "edge.json"]));
    }

    [Fact]
    public async Task Records_that_find_no_room_leave_no_file()
    {
        var fill = _disk.Fill();

        var run = await Command.RunAsync("vision", TestAssets.Media("faces-walk-pause.mp4"), "--max-frames", "60", "--json", _disk["out.ndjson"]);

        run.Refused(ExitCodes.Failed, _disk["out.ndjson"], "No space left on device", "free space");
        Assert.Equal([fill], _disk.Files);
    }

    [Theory]
    [InlineData(70)] // more pictures than the encoder holds back
    [InlineData(5)] // fewer: the first byte is written at the end
    public async Task A_video_that_finds_no_room_leaves_no_file(int frames)
    {
        var fill = _disk.Fill();

        var run = await Command.RunAsync("vision", TestAssets.Media("faces-walk-pause.mp4"), "--max-frames", $"{frames}", "--out", _disk["out.mp4"]);

        run.Refused(ExitCodes.Failed, _disk["out.mp4"], "the disk is full", "Free some space");
        Assert.Equal([fill], _disk.Files);
    }
}
