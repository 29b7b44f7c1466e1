using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>Task documents, their parts, and status documents (specification, 4.6).</summary>
public sealed class S3TaskDocumentTests
{
    [Fact]
    public void A_task_is_read_with_unknown_keys_ignored_and_numbers_as_text()
    {
        var fault = Read("""{"inputUrl":"file:/data/a.mp4","bucket":"lake","key":"a","userMetadata":{"Frames":250,"Rate":2.50,"Live":true,"Gone":null,"Name":"x"},"x":{"y":[1]}}""", out var task);

        Assert.Null(fault);
        Assert.Equal(("file:/data/a.mp4", "lake", "a"), (task!.InputUrl, task.Bucket, task.Key));
        Assert.Equal([new("Frames", "250"), new("Rate", "2.50"), new("Live", "true"), new("Name", "x")], task.UserMetadata!);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    [InlineData("\uFEFF{}", "not JSON")]
    [InlineData("""{"bucket":"lake","key":"a"}""", "inputUrl is missing")]
    [InlineData("""{"inputUrl":17,"bucket":"lake","key":"a"}""", "inputUrl is missing or no text")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake"}""", "key is missing")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"LAKE","key":"a"}""", "'LAKE' is no bucket name")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake","key":"a b"}""", "the key")]
    [InlineData("""{"inputUrl":"http://x/a","bucket":"lake","key":"a"}""", "no URL of a local file")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake","key":"a","userMetadata":{"x":{}}}""", "neither text nor a number")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake","key":"a","userMetadata":{"$AWS-gg-x":"1"}}""", "reserved")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake","key":"a","userMetadata":{"a b":"1"}}""", "cannot be a header's name")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"lake","key":"a","userMetadata":[]}""", "userMetadata is not an object")]
    [InlineData("""{"inputUrl":"file:/a","bucket":"l","key":"~"}""", "'l' is no bucket name; the key")]
    public void A_wrong_task_is_told_with_every_fault(string json, string expected)
    {
        Assert.Contains(expected, Read(json, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_told()
    {
        byte[] json = [.. "{\"inputUrl\":\"file:/"u8, 0xFF, .. "\",\"bucket\":\"lake\",\"key\":\"a\"}"u8];
        Assert.NotNull(S3TaskReader.Read(json, out _));
    }

    [Theory]
    [InlineData("file:/data/a.mp4", "/data/a.mp4")]
    [InlineData("file:///data/a.mp4", "/data/a.mp4")]
    [InlineData("FILE://localhost/data/a b.mp4", "/data/a b.mp4")]
    [InlineData("file:/data/a%20b.mp4", "/data/a%20b.mp4")]
    public void Input_URLs_name_local_files(string url, string path)
    {
        Assert.True(FileUrl.TryGetPath(url, out var found));
        Assert.Equal(path, found);
    }

    [Theory]
    [InlineData("/data/a.mp4")]
    [InlineData("file:data/a.mp4")]
    [InlineData("file://other/data/a.mp4")]
    [InlineData("file:")]
    [InlineData("file://")]
    [InlineData("fil")]
    [InlineData("file:/a\0b")]
    public void Other_URLs_do_not(string url)
    {
        Assert.False(FileUrl.TryGetPath(url, out var reason));
        Assert.NotEqual("", reason);
    }

    [Fact]
    public void A_path_may_be_percent_encoded_but_the_file_of_that_very_name_goes_first()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["a b.mp4"], "");
        Assert.Equal(folder["a b.mp4"], FileUrl.Locate(folder["a%20b.mp4"]));
        File.WriteAllText(folder["a%20b.mp4"], "");
        Assert.Equal(folder["a%20b.mp4"], FileUrl.Locate(folder["a%20b.mp4"]));
        Assert.Equal(folder["no%20such"], FileUrl.Locate(folder["no%20such"]));
    }

    [Fact]
    public void Every_placeholder_of_a_key_is_replaced()
    {
        var time = new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
        Assert.True(KeyTemplate.TryResolve("!{timestamp:yyyy/MM/dd}/clip-!{timestamp:HHmm}.mp4", time, out var key));
        Assert.Equal("2026/01/31/clip-0930.mp4", key);
        Assert.False(KeyTemplate.TryResolve("!{Timestamp:yyyy}", time, out _));
        Assert.False(KeyTemplate.TryResolve("!{timestamp:b}", time, out var reason));
        Assert.Contains("'b'", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 5 << 20, 1)]
    [InlineData((5 << 20) + 1, 5 << 20, 2)]
    [InlineData(10_000L * (5 << 20), 5 << 20, 10_000)]
    [InlineData(10_000L * (5 << 20) + 1, 6 << 20, 8334)]
    [InlineData(PartPlan.MaxObjectBytes, 525L << 20, 9987)]
    public void Parts_grow_so_that_there_are_at_most_ten_thousand(long bytes, long partBytes, int count)
    {
        var plan = PartPlan.For(bytes, PartPlan.MinPartBytes);
        Assert.Equal((partBytes, count), (plan.PartBytes, plan.Count));
        Assert.Equal(bytes, plan.OffsetOf(count) + plan.BytesOf(count));
    }

    [Fact]
    public async Task A_status_is_written_to_the_letter()
    {
        await using var batches = await TestBatches.StartAsync("status");
        var options = new S3TaskOptions { Id = "clips", StateFolder = "", StatusStream = "status" };
        var statuses = new S3TaskStatuses(batches.Store, options, NullLogger.Instance, new FixedTime(1769850000123));
        var task = new S3ExportTaskDefinition
        {
            InputUrl = "file:/data/clip-17.mp4",
            Bucket = "lake",
            Key = "cam-1/2026/01/31/clip-17.mp4",
        };

        await statuses.SuccessAsync(new S3TaskId("clip-uploads", "", 17), task, "uploaded");
        await statuses.FailureAsync(
            new S3TaskId("clip-uploads", "", 18),
            task with { InputUrl = "file:/ü+'a'", UserMetadata = new Dictionary<string, string> { ["n"] = "1" } }, "no");

        Assert.Equal(
            [
                """{"eventType":0,"statusLevel":2,"status":0,"statusContext":{"s3ExportTaskDefinition":{"inputUrl":"file:/data/clip-17.mp4","bucket":"lake","key":"cam-1/2026/01/31/clip-17.mp4"},"exportIdentifier":"clips","streamName":"clip-uploads","sequenceNumber":17},"message":"uploaded","timestampEpochMs":1769850000123}""",
                """{"eventType":0,"statusLevel":0,"status":1,"statusContext":{"s3ExportTaskDefinition":{"inputUrl":"file:/ü+'a'","bucket":"lake","key":"cam-1/2026/01/31/clip-17.mp4","userMetadata":{"n":"1"}},"exportIdentifier":"clips","streamName":"clip-uploads","sequenceNumber":18},"message":"no","timestampEpochMs":1769850000123}""",
            ],
            batches.Texts("status"));
    }

    [Fact]
    public async Task A_status_stream_that_is_gone_does_not_stop_the_task()
    {
        await using var batches = await TestBatches.StartAsync();
        var options = new S3TaskOptions { Id = "clips", StateFolder = "", StatusStream = "gone" };
        await new S3TaskStatuses(batches.Store, options, NullLogger.Instance, TimeProvider.System).SuccessAsync(
            new S3TaskId("s", "", 0), null, "uploaded");
        Assert.False(batches.Store.TryGet("gone", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"schema":"shoreline.s3-task/9","stream":"s","incarnation":"","export":"e","sequence":0,"phase":"started"}""")]
    public void A_state_that_cannot_be_read_is_none(string content)
    {
        using var folder = new ScratchFolder();
        var states = new S3TaskStates(folder.Path, "e");
        states.Write(new S3TaskState
        {
            Schema = S3TaskState.CurrentSchema,
            Stream = "s",
            Incarnation = "",
            Export = "e",
            Sequence = 7,
            Phase = S3TaskPhase.Started,
        });
        Assert.Equal(7, states.Read("s")!.Sequence);
        File.WriteAllText(Assert.Single(Directory.GetFiles(folder.Path)), content);
        Assert.Null(states.Read("s"));
    }

    private static string? Read(string json, out S3ExportTaskDefinition? task) => S3TaskReader.Read(Encoding.UTF8.GetBytes(json), out task);

    private sealed class FixedTime(long epochMs) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(epochMs);
    }
}
