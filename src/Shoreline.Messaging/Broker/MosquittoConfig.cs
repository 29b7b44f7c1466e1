using System.Globalization;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Messaging.Broker;

/// <summary>Writes mosquitto.conf. Source of the keys: mosquitto.conf(5) of 2.0.</summary>
internal static class MosquittoConfig
{
    public static string Write(MosquittoOptions options, int port)
    {
        var text = new StringBuilder();
        Line($"listener {port} 127.0.0.1");
        Line($"max_packet_size {options.MaxPacketBytes}");
        Line($"max_inflight_messages {options.MaxInFlight}");
        Line($"max_queued_messages {options.MaxQueuedMessages}");
        Line($"max_queued_bytes {options.MaxQueuedBytes}");
        Line($"allow_anonymous {(options.PasswordFile is null ? "true" : "false")}");
        if (options.PasswordFile is { } passwords) Line($"password_file {OneLine(passwords)}");
        Line($"persistence {(options.Persistence ? "true" : "false")}");
        if (options.Persistence)
        {
            Line($"persistence_location {OneLine(options.Folder)}/");
            Line($"persistence_file {MosquittoFiles.Messages}");
            Line($"autosave_interval 30");
        }
        Line($"pid_file {OneLine(Path.Combine(options.Folder, MosquittoFiles.ProcessId))}");
        Line($"log_dest file {OneLine(Path.Combine(options.Folder, MosquittoFiles.Log))}");
        Line($"log_dest stderr"); // what we read to learn that it is ready, or why not
        Line($"log_type error");
        Line($"log_type warning");
        Line($"log_type notice");
        Line($"log_type information");
        Line($"connection_messages false"); // keeps the log from growing with every client
        Line($"log_timestamp_format %Y-%m-%dT%H:%M:%S");
        // Started as root it would change to a user who may not write in our folder. Otherwise the key does nothing.
        Line($"user {Environment.UserName}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string OneLine(string path) =>
        path.AsSpan().IndexOfAny('\n', '\r') < 0
            ? path
            : throw new InvalidInputException($"The broker's path '{path}' holds a line break.");
}

/// <summary>Names of the files in the broker's folder.</summary>
internal static class MosquittoFiles
{
    public const string Config = "mosquitto.conf";
    public const string Log = "mosquitto.log";
    public const string OldLog = "mosquitto.log.1";
    public const string Messages = "mosquitto.db";
    public const string ProcessId = "mosquitto.pid";
}
