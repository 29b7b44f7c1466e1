using Microsoft.Extensions.Logging;

namespace Shoreline.Streams;

/// <summary>What the log tells an operator. Ids 2100 to 2199.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(2101, LogLevel.Warning,
        "Stream {Stream}: torn tail in {Segment} at byte {Offset}; cut {Bytes} bytes that no writer was promised")]
    public static partial void TornTail(ILogger logger, string stream, string segment, long offset, long bytes);

    [LoggerMessage(2102, LogLevel.Error,
        "Stream {Stream}: damage in {Segment} at byte {Offset}; set {Bytes} bytes, {Records} records, "
        + "aside as a .quarantine file beside it")]
    public static partial void Quarantined(ILogger logger, string stream, string segment, long offset, long bytes, long records);

    [LoggerMessage(2103, LogLevel.Warning, "Stream {Stream}: could not save a copy of the damage in {Segment} at byte {Offset}")]
    public static partial void QuarantineFailed(ILogger logger, string stream, string segment, long offset, Exception error);

    [LoggerMessage(2104, LogLevel.Error, "Stream {Stream}: records {From} to {To} are missing; no file holds them")]
    public static partial void Missing(ILogger logger, string stream, long from, long to);

    [LoggerMessage(2105, LogLevel.Warning, "{Path} does not belong to the streams; it is left alone")]
    public static partial void Foreign(ILogger logger, string path);

    [LoggerMessage(2106, LogLevel.Information, "Stream {Stream}: sealed {Segment}, which had no footer, with {Records} records")]
    public static partial void Rebuilt(ILogger logger, string stream, string segment, long records);

    [LoggerMessage(2107, LogLevel.Warning,
        "Stream {Stream}: the header of {Segment} was damaged; its records are sound, the header is written again")]
    public static partial void HeaderRepaired(ILogger logger, string stream, string segment);

    [LoggerMessage(2108, LogLevel.Warning, "Stream {Stream}: no sound value in {Path}; the export {What} from the oldest record")]
    public static partial void CursorLost(ILogger logger, string stream, string path, string what);

    [LoggerMessage(2109, LogLevel.Error,
        "Stream {Stream} is faulty and stays closed: {Cause}. Its files in {Folder} are left as they are; "
        + "look with 'shoreline stream verify {Stream}', mend them or move the folder away, and restart the gateway")]
    public static partial void Faulty(ILogger logger, string stream, string cause, string folder, Exception? error);

    [LoggerMessage(2110, LogLevel.Error,
        "Stream {Stream}: {Segment} could not be written; {Records} appends were refused, the next goes to a new segment")]
    public static partial void WriteFailed(ILogger logger, string stream, string segment, int records, Exception error);

    [LoggerMessage(2111, LogLevel.Error,
        "Stream {Stream}: a flush of {Segment} failed; {Bytes} bytes acknowledged under its relaxed flush mode "
        + "may be gone after a power cut")]
    public static partial void AtRisk(ILogger logger, string stream, string segment, long bytes, Exception error);

    [LoggerMessage(2112, LogLevel.Warning,
        "Stream {Stream}: {Segment} could not be cut back to byte {Offset} and flushed after a failed write; recovery will cut it")]
    public static partial void CutBackFailed(ILogger logger, string stream, string segment, long offset, Exception error);

    [LoggerMessage(2113, LogLevel.Warning,
        "Stream {Stream}, {Why}: evicted records {From} to {To}, of which {BeforeExport} were not exported")]
    public static partial void Evicted(ILogger logger, string stream, string why, long from, long to, long beforeExport);

    [LoggerMessage(2114, LogLevel.Warning, "Stream {Stream}: could not save what was found on opening; it will be counted again next time")]
    public static partial void RecoverySaveFailed(ILogger logger, string stream, Exception error);

    [LoggerMessage(2115, LogLevel.Warning,
        "Stream {Stream}: the position of export {Export} could not be saved; what it confirmed last is sent again")]
    public static partial void CursorSaveFailed(ILogger logger, string stream, string export, Exception error);

    [LoggerMessage(2116, LogLevel.Error,
        "Stream {Stream}: neither file of its account in {Folder} is sound; its losses are counted anew from here")]
    public static partial void LedgerLost(ILogger logger, string stream, string folder);

    [LoggerMessage(2117, LogLevel.Warning,
        "Stream {Stream}: its account could not be saved; it is kept in memory and saved with the next change")]
    public static partial void LedgerSaveFailed(ILogger logger, string stream, Exception error);

    [LoggerMessage(2118, LogLevel.Warning,
        "The clock was moved by {Seconds:N0} s: records do not expire by the new time until it has held for {Hours:N0} hours")]
    public static partial void ClockMoved(ILogger logger, double seconds, double hours);

    [LoggerMessage(2119, LogLevel.Warning,
        "Stream {Stream}: expired records could not be given up, or its account not be saved; tried again in a minute")]
    public static partial void TendingFailed(ILogger logger, string stream, Exception error);

    [LoggerMessage(2121, LogLevel.Information, "Stream {Stream} could not be opened before, and is open now")]
    public static partial void OpenAgain(ILogger logger, string stream);

    [LoggerMessage(2120, LogLevel.Warning,
        "{Folder} is left over from a stream that is gone, and could not be deleted; the next start tries again")]
    public static partial void NotDiscarded(ILogger logger, string folder, Exception error);
}
