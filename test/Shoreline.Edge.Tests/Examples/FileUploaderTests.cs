using Shoreline.Edge.Tests.StreamManager;
using Shoreline.Examples;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Tests.Examples;

/// <summary>The uploader against a real server; the test plays the exporter that carries the tasks out.</summary>
public sealed class FileUploaderTests : ServedStoreTests
{
    private static readonly FileUploaderOptions Options = new() { Bucket = "lake" };
    private readonly ScratchFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Preparing_makes_both_streams_and_an_executor_that_reports_and_may_be_done_again()
    {
        var uploader = new FileUploader(Client, Options);
        await uploader.PrepareAsync(default);
        await uploader.PrepareAsync(default);
        var executor = Assert.Single((await Client.DescribeMessageStreamAsync("uploads")).Definition.ExportDefinition!.S3TaskExecutor!);
        Assert.Equal(("s3", "upload-status"), (executor.Identifier, executor.StatusConfig!.StatusStreamName));
    }

    [Theory]
    [InlineData(UploadStatus.Success, false)]
    [InlineData(UploadStatus.Failure, true)]
    [InlineData(UploadStatus.Canceled, true)]
    public async Task The_file_is_deleted_once_it_is_uploaded_and_only_then(UploadStatus end, bool isKept)
    {
        var path = await FileAsync("clip one.mp4");
        var seen = new List<UploadStatus>();
        var uploading = await BeginAsync(path, seen);
        var task = await TaskAsync(0);
        Assert.Equal(new Uri(path).AbsoluteUri, task.InputUrl);
        Assert.Equal(("lake", "cam-1/!{timestamp:yyyy}/clip"), (task.Bucket, task.Key));

        await SayAsync(UploadStatus.InProgress, 0);
        await SayAsync(UploadStatus.Warning, 0);
        await SayAsync(end, 0);
        Assert.Equal(end, (await uploading.WaitAsync(TimeSpan.FromSeconds(20))).Status);
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Warning, end], seen);
        Assert.Equal(isKept, File.Exists(path));
    }

    [Fact]
    public async Task What_became_of_other_tasks_and_what_is_no_status_is_passed_over()
    {
        await new FileUploader(Client, Options).PrepareAsync(default);
        await SayAsync(UploadStatus.Success, 0); // of an earlier program: it came before the task
        var path = await FileAsync("clip.mp4");
        var seen = new List<UploadStatus>();
        var uploading = await BeginAsync(path, seen);
        await Client.AppendMessageAsync(Options.StatusStream, "no JSON"u8.ToArray());
        await SayAsync(UploadStatus.Success, 1);
        await SayAsync(UploadStatus.Success, 0, stream: "other");
        await Client.AppendMessageAsync(Options.StatusStream, """{"eventType":0,"status":0}"""u8.ToArray());
        Assert.False(uploading.IsCompleted);
        Assert.True(File.Exists(path));
        await SayAsync(UploadStatus.Success, 0);
        await uploading.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([UploadStatus.Success], seen);
    }

    [Fact]
    public async Task It_goes_on_across_a_restart_of_the_gateway()
    {
        var path = await FileAsync("clip.mp4");
        var uploading = await BeginAsync(path, []);
        await SayAsync(UploadStatus.InProgress, 0);
        await Served.RestartAsync();
        await SayAsync(UploadStatus.Success, 0);
        await uploading.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(File.Exists(path));
    }

    private async Task<string> FileAsync(string name)
    {
        await File.WriteAllTextAsync(_folder[name], "picture");
        return _folder[name];
    }

    /// <summary>Begins an upload; its task is in the stream when this returns.</summary>
    private async Task<Task<StatusMessage>> BeginAsync(string path, List<UploadStatus> seen)
    {
        var uploader = new FileUploader(Client, Options);
        await uploader.PrepareAsync(default);
        var uploading = uploader.UploadAsync(path, "cam-1/!{timestamp:yyyy}/clip", status => seen.Add(status.Status), default);
        await Until.TrueAsync(
            async () => (await Client.DescribeMessageStreamAsync(Options.TaskStream)).StorageStatus.NewestSequenceNumber == 0, "the task");
        return uploading;
    }

    private async Task<S3ExportTaskDefinition> TaskAsync(long sequence)
    {
        var message = (await Client.ReadMessagesAsync(Options.TaskStream, new() { DesiredStartSequenceNumber = sequence }))[0];
        Assert.Null(S3ExportTaskDefinition.TryDecode(message.Payload.Span, out var task));
        return task!;
    }

    private Task<long> SayAsync(UploadStatus status, long sequence, string stream = "uploads")
    {
        var message = new StatusMessage
        {
            Status = status,
            StatusContext = new()
            {
                ExportIdentifier = "s3",
                StreamName = stream,
                SequenceNumber = sequence,
                S3ExportTaskDefinition = new() { InputUrl = "file:/x", Bucket = "lake", Key = "k" },
            },
            Message = $"{status}",
            TimestampEpochMs = 1,
        };
        return Client.AppendMessageAsync(Options.StatusStream, message.Encode());
    }
}
