using Microsoft.Extensions.Logging;

namespace Shoreline.Edge;

/// <summary>What the edge tells its operator. Ids from 5001.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(5001, LogLevel.Warning, "Component {Component} {Ending}; it is started again in {DelaySeconds:N1} s")]
    public static partial void ComponentEnded(ILogger logger, string component, string ending, double delaySeconds);

    [LoggerMessage(5002, LogLevel.Warning, "{Count} processes of an edge that was killed were still running under {Root}; they were ended")]
    public static partial void StaleProcessesEnded(ILogger logger, int count, string root);

    [LoggerMessage(5010, LogLevel.Warning, "Stream {Stream} to {Destination}: records {First} to {Last} were not delivered: {Reason}; trying on")]
    public static partial void DeliveryFailed(ILogger logger, string stream, string destination, long first, long last, string reason);

    [LoggerMessage(5011, LogLevel.Error, "Stream {Stream} to {Destination}: {Count} of the records {First} to {Last} are refused and set aside in dead.{Stream}: {Reason}")]
    public static partial void RecordsRefused(ILogger logger, string stream, string destination, int count, long first, long last, string reason);

    [LoggerMessage(5012, LogLevel.Warning, "The export of stream {Stream} to {Destination} was interrupted: {Reason}")]
    public static partial void ExportInterrupted(ILogger logger, string stream, string destination, string reason);

    [LoggerMessage(5013, LogLevel.Error, "Acknowledgements cannot be subscribed ({Filter}): {Reason}; nothing will be confirmed")]
    public static partial void AcksNotSubscribed(ILogger logger, string filter, string reason);

    [LoggerMessage(5014, LogLevel.Warning, "An acknowledgement on {Topic} of {Bytes} bytes is not of the format of docs/formats/mqtt.md; it is ignored")]
    public static partial void AckNotUnderstood(ILogger logger, string topic, int bytes);

    [LoggerMessage(5015, LogLevel.Error, "The cursor of stream {Stream} to {Destination} is not saved: {Reason}; a restart would send some records twice")]
    public static partial void CursorNotSaved(ILogger logger, string stream, string destination, string reason);

    [LoggerMessage(5016, LogLevel.Error, "Stream {Stream} to {Destination}: an attempt broke off in a way that is not foreseen; it is repeated")]
    public static partial void AttemptBroke(ILogger logger, Exception exception, string stream, string destination);

    [LoggerMessage(5017, LogLevel.Warning, "The bandwidth of this day cannot be saved to {Path}: {Reason}; a restart would forget some of it")]
    public static partial void DayAccountNotSaved(ILogger logger, string path, string reason);

    [LoggerMessage(5018, LogLevel.Warning, "The bandwidth of this day cannot be read from {Path}: {Reason}; it is counted from 0")]
    public static partial void DayAccountNotRead(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 5019, Message = "The export of stream {Stream} to {Destination} is no longer asked for: its position is forgotten, and {Waiting} records wait for it no more")]
    public static partial void ExportRemoved(ILogger logger, LogLevel level, string stream, string destination, long waiting);

    [LoggerMessage(5020, LogLevel.Error, "The device record is not stored: {Reason}")]
    public static partial void DeviceReportFailed(ILogger logger, string reason);

    [LoggerMessage(5021, LogLevel.Error, "Rows of the ledger are not stored; they are tried again in a minute: {Reason}")]
    public static partial void LedgerReportFailed(ILogger logger, string reason);

    [LoggerMessage(5022, LogLevel.Error, "The export of stream {Stream} to {Destination} is no longer asked for, and still holds the stream's records: {Reason}")]
    public static partial void ExportNotForgotten(ILogger logger, string stream, string destination, string reason);

    [LoggerMessage(5030, LogLevel.Information, "Gateway {Device} is up: page {Page}, stream manager port {StreamManagerPort}, broker {Broker}")]
    public static partial void EdgeStarted(ILogger logger, string device, string page, int streamManagerPort, Uri broker);

    [LoggerMessage(5031, LogLevel.Error, "The local page {Page} does not start, and stays closed until the gateway starts again")]
    public static partial void PageFailed(ILogger logger, Exception exception, string page);

    [LoggerMessage(5040, LogLevel.Error, "Camera {Camera} failed: {Reason}; it is tried again in {DelaySeconds:N1} s")]
    public static partial void CameraFailed(ILogger logger, string camera, string reason, double delaySeconds);

    [LoggerMessage(5049, LogLevel.Error, "Camera {Camera}: the analysis failed, {Count} times so far: {Reason} Recording goes on, and the next frame is tried in {DelaySeconds:N0} s")]
    public static partial void AnalysisFailed(ILogger logger, string camera, long count, string reason, double delaySeconds);

    [LoggerMessage(5041, LogLevel.Information, "Camera {Camera} has come to the end of its source")]
    public static partial void CameraEnded(ILogger logger, string camera);

    [LoggerMessage(5048, LogLevel.Warning, "Camera {Camera}: {Warning}")]
    public static partial void RulesWarn(ILogger logger, string camera, string warning);

    [LoggerMessage(5042, LogLevel.Information, "Camera {Camera} runs {Model}: {Why}")]
    public static partial void ModelChosen(ILogger logger, string camera, string model, string why);

    [LoggerMessage(5049, LogLevel.Information, "Camera {Camera} goes over to {Model}: {Why}")]
    public static partial void ModelSwapped(ILogger logger, string camera, string model, string why);

    [LoggerMessage(5050, LogLevel.Error, "Camera {Camera} goes on with the model it has, and not over to {Model}: {Reason}")]
    public static partial void ModelNotSwapped(ILogger logger, string camera, string model, string reason);

    [LoggerMessage(5051, LogLevel.Error, "Camera {Camera}: the model {Model} does not look on: {Reason}; the camera goes on without it")]
    public static partial void ShadowFailed(ILogger logger, string camera, string model, string reason);

    [LoggerMessage(5052, LogLevel.Error, "The camera component goes on with the models it has: {Reason}")]
    public static partial void ModelsNotRead(ILogger logger, string reason);

    [LoggerMessage(5043, LogLevel.Warning, "The state of the cameras cannot be written to {Path}: {Reason}")]
    public static partial void StatusNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(5044, LogLevel.Error, "{Count} records for stream {Stream} were not stored and are lost ({Total} since the start): {Reason}")]
    public static partial void RecordsGivenUp(ILogger logger, long count, string stream, long total, string reason);

    [LoggerMessage(5045, LogLevel.Error, "What edge.yaml says of components could not be deployed; they go on as before. {Cause}")]
    public static partial void OwnDeploymentFailed(ILogger logger, string cause);

    [LoggerMessage(5046, LogLevel.Warning, "{Path}, the command line by Greengrass' name, could not be written: {Reason}; 'shoreline greengrass-cli' does the same")]
    public static partial void LauncherNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(5048, LogLevel.Warning, "Camera files that are no longer used, with passwords in them, cannot be removed from {Folder}: {Reason}")]
    public static partial void CameraFilesNotRemoved(ILogger logger, string folder, string reason);
}
