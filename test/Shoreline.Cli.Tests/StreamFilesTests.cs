using System.Text;
using Shoreline.Streams;

namespace Shoreline.Cli.Tests;

public sealed class StreamFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_stream_verifies_and_a_damaged_one_says_what_is_lost_and_what_to_do()
    {
        var segment = await MakeAsync();

        var sound = await Command.RunAsync("stream", "verify", "door 1", "--root", _folder["root"]);
        Assert.Equal((ExitCodes.Done, ""), (sound.ExitCode, sound.Error));
        Assert.Equal(["door 1: 20 records (0 to 19), 180 bytes of payload in 1 segments", "Sound: nothing that was acknowledged is lost."], sound.OutputLines);

        Flip(segment, 64 + 41 * 3 + 35);
        var damaged = await Command.RunAsync("stream", "verify", "door 1", "--root", _folder["root"]);
        Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
        Assert.Contains("00000000000000000000.seg at byte 187: the payload of a record is not what was written; record 3 is lost", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("Damaged: 1 records are lost", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_makes_a_copy_that_verifies_but_for_what_is_lost()
    {
        Flip(await MakeAsync(), 64 + 41 * 3 + 35);

        var repair = await Command.RunAsync("stream", "repair", "door 1", "--into", _folder["copy", "streams"], "--root", _folder["root"]);
        Assert.Equal((ExitCodes.Done, ""), (repair.ExitCode, repair.Error));
        var verify = await Command.RunAsync("stream", "verify", "door 1", "--json", "--root", _folder["copy"]);

        Assert.Contains("\"records\": 19", verify.Output, StringComparison.Ordinal);
        Assert.Contains("\"missingRecords\"", verify.Output, StringComparison.Ordinal);
        var again = await Command.RunAsync("stream", "repair", "door 1", "--into", _folder["copy", "streams"], "--root", _folder["root"]);
        again.Refused(ExitCodes.Failed, "There is a stream 'door 1' at", "Give another folder");
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_named()
    {
        var run = await Command.RunAsync("stream", "verify", "nothing", "--root", _folder["root"]);

        run.Refused(ExitCodes.Failed, "There is no stream 'nothing'");
    }

    private async Task<string> MakeAsync()
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["root", "streams"] }, TestContext.Current.CancellationToken);
        var stream = store.Create(new StreamDefinition { Name = "door 1" });
        for (var i = 0; i < 20; i++) await stream.AppendAsync(Encoding.UTF8.GetBytes($"record {i:D2}"));
        return _folder["root", "streams", "door%201", "00000000000000000000.seg"];
    }

    private static void Flip(string path, long offset)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = offset;
        var b = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(b ^ 1));
    }
}
