namespace Shoreline.Vision.Pipeline;

/// <summary>The files of records that a run writes, or that several runs side by side write together: each record names its camera.</summary>
internal sealed class RecordFiles : IAsyncDisposable
{
    private RecordFiles(NdjsonFile? detections, NdjsonFile? events) => (Detections, Events) = (detections, events);

    public NdjsonFile? Detections { get; }

    public NdjsonFile? Events { get; }

    /// <summary>Why a file can take no more; null while all can.</summary>
    public Exception? Failure => Detections?.Failure ?? Events?.Failure;

    /// <exception cref="Core.InvalidInputException">A file cannot be created.</exception>
    public static async Task<RecordFiles> OpenAsync(VisionRunOptions options)
    {
        var detections = Open(options.JsonPath, options);
        try
        {
            return new RecordFiles(detections, Open(options.EventsPath, options));
        }
        catch when (detections is not null)
        {
            await detections.DisposeAsync();
            throw;
        }
    }

    /// <summary>All is written: the files appear.</summary>
    public async Task CompleteAsync()
    {
        if (Detections is not null) await Detections.CompleteAsync(CancellationToken.None);
        if (Events is not null) await Events.CompleteAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Detections is not null) await Detections.DisposeAsync();
        if (Events is not null) await Events.DisposeAsync();
    }

    private static NdjsonFile? Open(string? path, VisionRunOptions options) => path switch
    {
        null => null,
        "-" => new NdjsonFile(options.Output ?? Console.OpenStandardOutput()),
        _ => new NdjsonFile(path),
    };
}
