using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// The parameters of AWS's component <c>aws.greengrass.StreamManager</c> (specification, 5.8), as a deployment carries them: texts by name.
/// A configuration that was written for that component is read as it is.
/// </summary>
/// <remarks>What is left out is null: the gateway's own configuration decides.</remarks>
public sealed record StreamManagerParameters
{
    public const long MinPartBytes = 5 << 20;

    /// <summary>Names that are taken and have no meaning here.</summary>
    private static readonly string[] Ignored = ["JVM_ARGS", "STREAM_MANAGER_READ_ONLY_DIRS", "startupTimeoutSeconds"];

    /// <summary>Names that the gateway acts on; whoever takes up another one adds it here.</summary>
    private static readonly string[] Acted =
    [
        "STREAM_MANAGER_SERVER_PORT", "STREAM_MANAGER_AUTHENTICATE_CLIENT", "STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH",
        "STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE",
        "STREAM_MANAGER_THREAD_POOL_SIZE", "STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES",
    ];

    /// <summary>Absolute path of the folder of the streams.</summary>
    public string? StoreRoot { get; init; }

    /// <summary>0 takes a free port.</summary>
    public int? Port { get; init; }

    /// <summary>False lets any local process connect.</summary>
    public bool? AuthenticateClient { get; init; }

    /// <summary>Average over all exports, in bits per second.</summary>
    public long? ExportBitsPerSecond { get; init; }

    /// <summary>Batches and uploads under way at once.</summary>
    public int? ExportsAtOnce { get; init; }

    /// <summary>Least size of a part of an upload, in bytes.</summary>
    public long? MultipartPartBytes { get; init; }

    public LogLevel? LogLevel { get; init; }

    /// <summary>
    /// Names that were given and that nothing here acts on; those that have no meaning outside AWS's component are not among them.
    /// </summary>
    public IReadOnlyList<string> WithoutEffect { get; init; } = [];

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="InvalidInputException">A value is wrong; the message has a line for each.</exception>
    public static StreamManagerParameters Read(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var faults = new List<string>();
        var parameters = new StreamManagerParameters();
        foreach (var (name, text) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            switch (name)
            {
                case "STREAM_MANAGER_STORE_ROOT_DIR" when Path.IsPathFullyQualified(text):
                    parameters = parameters with { StoreRoot = text };
                    break;
                case "STREAM_MANAGER_SERVER_PORT" when Number(text, 0, IPEndPoint.MaxPort) is { } port:
                    parameters = parameters with { Port = (int)port };
                    break;
                case "STREAM_MANAGER_AUTHENTICATE_CLIENT" when bool.TryParse(text, out var authenticate):
                    parameters = parameters with { AuthenticateClient = authenticate };
                    break;
                case "STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH" when Number(text, 1, long.MaxValue / 1000) is { } kilobits:
                    parameters = parameters with { ExportBitsPerSecond = kilobits * 1000 };
                    break;
                // the guide has both names
                case "STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE" or "STREAM_MANAGER_THREAD_POOL_SIZE"
                    when Number(text, 1, 1024) is { } threads:
                    parameters = parameters with { ExportsAtOnce = (int)threads };
                    break;
                case "STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES"
                    when Number(text, MinPartBytes, 5L << 30) is { } bytes:
                    parameters = parameters with { MultipartPartBytes = bytes };
                    break;
                case "LOG_LEVEL" when Level(text) is { } level:
                    parameters = parameters with { LogLevel = level };
                    break;
                default:
                    if (Wanted(name) is { } wanted) faults.Add($"{name} is '{text}'; {wanted} is wanted.");
                    break;
            }
        }
        return faults.Count == 0
            ? parameters with { WithoutEffect = [.. values.Keys.Except([.. Acted, .. Ignored]).Order(StringComparer.Ordinal)] }
            : throw new InvalidInputException(string.Join('\n', faults));
    }

    /// <summary>The server's options with what these parameters say.</summary>
    public StreamServerOptions Apply(StreamServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Port = Port ?? options.Port, Token = AuthenticateClient == false ? null : options.Token };
    }

    private static string? Wanted(string name) => name switch
    {
        "STREAM_MANAGER_STORE_ROOT_DIR" => "an absolute path",
        "STREAM_MANAGER_SERVER_PORT" => "a port, 0 to 65535,",
        "STREAM_MANAGER_AUTHENTICATE_CLIENT" => "true or false",
        "STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH" => "a number of kilobits per second",
        "STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE" or "STREAM_MANAGER_THREAD_POOL_SIZE" => "1 to 1024",
        "STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES" => $"{MinPartBytes} or more",
        "LOG_LEVEL" => "TRACE, DEBUG, INFO, WARN or ERROR",
        _ => null,
    };

    private static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;

    private static LogLevel? Level(string text) => text.ToUpperInvariant() switch
    {
        "TRACE" => Microsoft.Extensions.Logging.LogLevel.Trace,
        "DEBUG" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "INFO" => Microsoft.Extensions.Logging.LogLevel.Information,
        "WARN" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "ERROR" => Microsoft.Extensions.Logging.LogLevel.Error,
        _ => null,
    };
}
