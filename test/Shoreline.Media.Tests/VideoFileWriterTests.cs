using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Media.Tests;

public sealed class VideoFileWriterTests
{
    [Theory]
    [InlineData(320, 180)]
    [InlineData(161, 91)]
    public async Task A_written_video_plays_with_its_frames_times_and_colours(int width, int height)
    {
        using var folder = new ScratchFolder();
        var path = folder["a clip.mp4"];
        await using (var writer = new VideoFileWriter(path, width, height, 10))
        {
            var picture = new byte[width * height * 4];
            for (var i = 0; i < picture.Length; i += 4) picture[i + 2] = 255; // red
            for (var i = 0; i < 25; i++) writer.Write(picture, 5_000_000_000 + (i * 100_000_000L));
            Assert.False(File.Exists(path));
            await writer.CompleteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([path], Directory.GetFiles(folder.Path));
        var frames = new List<(Frame Frame, byte Cr)>();
        await using var capture = Captures.Open(Captures.Offline(path));
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using (lease) frames.Add((lease.Frame, Marshal.ReadByte(lease.Frame.ChromaV is 0 ? lease.Frame.Chroma + 1 : lease.Frame.ChromaV)));
        }
        Assert.Equal(25, frames.Count);
        Assert.All(frames, entry => Assert.Equal((width & ~1, height & ~1), (entry.Frame.Width, entry.Frame.Height)));
        Assert.All(frames, entry => Assert.InRange(entry.Cr, 230, 250));
        Assert.Equal(2_400_000_000, frames[^1].Frame.PtsNs - frames[0].Frame.PtsNs);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_video_that_was_not_completed()
    {
        using var folder = new ScratchFolder();
        await using (var writer = new VideoFileWriter(folder["clip.mp4"], 64, 64, 10)) writer.Write(new byte[64 * 64 * 4], 0);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_input_error() =>
        Assert.Throws<InvalidInputException>(() => new VideoFileWriter("/no/such/folder/clip.mp4", 64, 64, 10));

    [Fact]
    public async Task A_full_disk_is_reported_and_leaves_no_file()
    {
        // /dev/full cannot be renamed onto, but a link to it as the partial file takes the place of a full disk.
        using var folder = new ScratchFolder();
        File.CreateSymbolicLink(folder[$".clip.mp4.{Environment.ProcessId}.part"], "/dev/full");
        await using var writer = new VideoFileWriter(folder["clip.mp4"], 64, 64, 10);
        writer.Write(new byte[64 * 64 * 4], 0);

        var failure = await Assert.ThrowsAsync<ShorelineException>(() => writer.CompleteAsync(TestContext.Current.CancellationToken));

        Assert.Contains("cannot be written", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["clip.mp4"]));
    }
}
