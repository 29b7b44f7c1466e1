using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Records;
using Shoreline.Lake;
using Shoreline.Lake.Store;

namespace Shoreline.Cli.Tests;

public sealed class DatasetTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static string Clip => TestAssets.Media("faces-walk-pause.mp4");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clip_becomes_a_data_set_of_which_a_table_tells()
    {
        var vision = await Command.RunAsync("vision", Clip, "--samples", _folder["samples"], "--sample", "random=0.2", "--sample", "interval=0");
        Assert.Equal(ExitCodes.Done, vision.ExitCode);
        Assert.Contains("frames kept;", vision.Error, StringComparison.Ordinal);

        var export = await Command.RunAsync("dataset", "export", "--format", "coco", "--from", _folder["samples"], "--out", _folder["coco"], "--split", "70/20/10");

        Assert.Equal((ExitCodes.Done, ""), (export.ExitCode, export.Error));
        string[][] table = [.. export.OutputLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["train", "val", "test", "all"], table[0]);
        Assert.Equal(["images", "face"], table.Skip(1).Select(row => row[0]));
        foreach (var (column, part) in new[] { "train", "val", "test" }.Index())
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder["coco", "annotations", $"instances_{part}.json"], TestContext.Current.CancellationToken));
            Assert.Equal(table[1][column + 1], $"{json.RootElement.GetProperty("images").GetArrayLength()}");
            Assert.Equal(table[2][column + 1], $"{json.RootElement.GetProperty("annotations").GetArrayLength()}");
        }
        var again = await Command.RunAsync("dataset", "export", "--format", "coco", "--from", _folder["samples"], "--out", _folder["coco"]);
        again.Refused(ExitCodes.Usage, "is there already");
    }

    [Fact]
    public async Task A_gateways_camera_samples_frames_and_gives_events_pictures()
    {
        await File.WriteAllTextAsync(_folder["rules.yaml"], "rules: [{ name: faces, label: face, count: picture }]", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["edge.yaml"], $$"""
            device: gw-01
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            cameras:
              - { name: door, source: 'file://{{Clip}}', record: false, rules: rules.yaml, sampling: { random: 1, interval: 0s, quota: 5 } }
            """, TestContext.Current.CancellationToken);
        await using (var gateway = ShorelineProgram.Start(["edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]]))
        {
            await Until.TrueAsync(async () => (await ReadAsync("pictures")).Contains("track.end", StringComparison.Ordinal), "the picture of a track that ended", TimeSpan.FromMinutes(1));
            var frames = await ReadAsync("frames");
            Assert.Equal(5, frames.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // the clip has more, the quota not
            var pictures = (await ReadAsync("pictures")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IdOf).ToHashSet();
            var named = (await ReadAsync("events")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Json(line)).Where(json => json.TryGetProperty("picture", out _)).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, happened => Assert.Contains(happened.GetProperty("picture").GetString(), pictures));

            // Beside the running gateway: the export reads the stream's files.
            var export = await Command.RunAsync("dataset", "export", "--format", "yolo", "--from", "stream:frames", "--root", _folder["root"], "--out", _folder["yolo"], "--split", "100");
            Assert.Equal(ExitCodes.Done, export.ExitCode);
            Assert.Equal(5, Directory.GetFiles(_folder["yolo", "images", "train"]).Length);
            Assert.All(Directory.GetFiles(_folder["yolo", "labels", "train"]), file => Assert.Equal(3, File.ReadAllLines(file).Length)); // faces
        }
        Assert.Contains("\"count\":5", await File.ReadAllTextAsync(_folder["root", "sampling", "door.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_of_all_gateways_come_out_of_the_lake_each_once()
    {
        var store = new FolderStore(_folder["bucket"]);
        await using (var lake = new DataLake(store, new LakeOptions(), TimeProvider.System, NullLogger.Instance))
        {
            var rows = new List<RawRow>();
            for (var i = 0; i < 1200; i++) // more than two pages, on two days; each device has the same scene now and then
            {
                var picture = Encoding.ASCII.GetBytes($"picture {i % 1000}");
                var header = new MediaHeader
                {
                    Schema = MediaHeader.FrameSchema,
                    Device = i % 2 == 0 ? "gw-01" : "it's",
                    Camera = "c",
                    Time = "2026-01-31T09:30:00Z",
                    ContentType = "image/jpeg",
                    Width = 100,
                    Height = 100,
                    Id = PictureId.Of(picture),
                    Detections = [new DetectionRecord.Found { Label = "cat", Score = 0.5, Box = [0, 0, 1, 1] }],
                };
                await store.PutAsync($"media/{i}.jpg", picture, TestContext.Current.CancellationToken);
                var timeNs = 1_769_851_800_000_000_000 + (i < 1100 ? 0 : 86_400_000_000_000);
                rows.Add(new RawRow(header.Device, "frames", new string('0', 32), i, timeNs, timeNs, MediaRecord.EncodeHeader(header), i == 7 ? "media/gone.jpg" : $"media/{i}.jpg"));
            }
            await lake.AppendRawAsync("raw_frames", rows, TestContext.Current.CancellationToken);
            await lake.AppendRawAsync("raw_frames", rows[..20], TestContext.Current.CancellationToken); // sent twice
        }

        var export = await Command.RunAsync("dataset", "export", "--format", "yolo", "--from", "lake:" + _folder.Path, "--out", _folder["yolo"], "--split", "100");

        Assert.Equal(ExitCodes.Done, export.ExitCode);
        Assert.Equal(1000, Directory.GetFiles(_folder["yolo", "images", "train"]).Length);
        Assert.Contains("Record 7 of 'frames' of it's has no picture in the archive; left out.", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        (await Command.RunAsync("dataset", "export", "--format", "coco", "--from", _folder["nothing"], "--out", _folder["out"])).Refused(ExitCodes.Usage, "There is no folder");
        (await Command.RunAsync("dataset", "export", "--format", "coco", "--from", "stream:frames", "--root", _folder["root"], "--out", _folder["out"]))
            .Refused(ExitCodes.Failed, "There is no stream 'frames'");
        (await Command.RunAsync("vision", Clip, "--sample", "random=0.1")).Refused(ExitCodes.Usage, "--sample is given without --samples");
        (await Command.RunAsync("vision", Clip, "--pictures", _folder["p"])).Refused(ExitCodes.Usage, "--pictures is given without --rules and --track");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task<string> ReadAsync(string stream) =>
        (await Command.RunAsync("stream", "read", stream, "--count", "1000", "--root", _folder["root"])).Output;

    private static JsonElement Json(string line) => JsonSerializer.Deserialize<JsonElement>(line[(line.IndexOf('{', StringComparison.Ordinal))..]);

    private static string? IdOf(string line) => Json(line[..(line.LastIndexOf('}') + 1)]).GetProperty("id").GetString();
}
