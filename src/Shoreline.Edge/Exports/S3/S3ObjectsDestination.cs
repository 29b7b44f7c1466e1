using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Stores each batch as an object, named by what it holds: docs/formats/s3-objects.md.</summary>
internal sealed class S3ObjectsDestination(S3ObjectsOptions options, TimeProvider time) : IExportDestination, IDisposable
{
    /// <summary>S3 takes 2 KiB of metadata with an object; the other entries stay below 300 bytes.</summary>
    private const int LongestTimesChars = 1600;

    private readonly S3Client _s3 = new(options.Connection, time);
    private volatile bool _unreachable;

    public string Id => options.Id;

    public ExportLimits Limits => options.Limits;

    /// <summary>Whether the last attempt got an answer.</summary>
    public bool IsReachable => !_unreachable;

    private string Prefix => options.Prefix.Length == 0 || options.Prefix.EndsWith('/') ? options.Prefix : options.Prefix + "/";

    /// <remarks>HTTP has no connection to wait for: the attempt itself finds out.</remarks>
    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _s3.Dispose();

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(batch, cancellationToken).ConfigureAwait(false);
            _unreachable = false;
            return Delivery.Confirmed;
        }
        catch (S3Exception e)
        {
            _unreachable = e.Fault == S3Fault.Unreachable;
            return e.Fault switch
            {
                S3Fault.Unreachable => Delivery.Unreachable(e.Message),
                S3Fault.TooLarge => Delivery.Refused(e.Message),
                // A missing bucket or right says nothing about the records: they wait until somebody mends it.
                _ => Delivery.Failed(e.Message),
            };
        }
    }

    private async Task PutAsync(ExportBatch batch, CancellationToken cancellationToken)
    {
        var lines = ObjectBody.FitsLines(batch);
        var folder = $"{Prefix}device={Escape(options.Device.Value)}/stream={Escape(batch.Stream)}/incarnation={batch.Incarnation}/";
        var range = string.Create(CultureInfo.InvariantCulture, $"{batch.First:D20}-{batch.Last:D20}");
        var metadata = new S3Metadata
        {
            ["incarnation"] = batch.Incarnation,
            ["sequence"] = batch.First.ToString(CultureInfo.InvariantCulture),
            ["count"] = batch.Count.ToString(CultureInfo.InvariantCulture),
            ["encoding"] = lines ? "lines" : "framed",
        };
        if (lines)
        {
            var times = AppendTimes(batch);
            if (times.Length <= LongestTimesChars) metadata["times"] = times;
            else
            {
                // Before the records, so that an object of records always has its times. The underscore hides it from the readers of folders of lines.
                await PutAsync($"{folder}_{range}.times", Encoding.ASCII.GetBytes(times), "text/plain", S3Metadata.None, cancellationToken).ConfigureAwait(false);
            }
        }
        var (body, extension, type) = lines
            ? (ObjectBody.Lines(batch), ".ndjson", "application/x-ndjson")
            : (ObjectBody.Frames(batch), ".frames", "application/octet-stream");
        await PutAsync(folder + range + extension, body, type, metadata, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(string key, byte[] body, string type, S3Metadata metadata, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(body, writable: false);
        await _s3.PutAsync(new S3Target(options.Bucket, key), content, type, metadata, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As in docs/formats/mqtt.md: the first in nanoseconds, each next one as its difference to the one before.</summary>
    private static string AppendTimes(ExportBatch batch)
    {
        var text = new StringBuilder();
        var previous = 0L;
        foreach (ref readonly var record in batch.Records)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{record.AppendedAtNs - previous}");
            previous = record.AppendedAtNs;
        }
        return text.ToString();
    }

    /// <summary>As the partitioned folders of other systems name values: nothing but letters, digits and <c>-_.~</c> unescaped.</summary>
    private static string Escape(string value) => Uri.EscapeDataString(value);
}
