using System.Globalization;
using Shoreline.Core.Records;
using Shoreline.Edge.Configuration;

namespace Shoreline.Cli.Commands;

/// <summary>How far an export is, in words.</summary>
internal static class StreamExportText
{
    /// <summary>A word or two, for a list.</summary>
    public static string Summary(ExportReport export) => $"{export.Name ?? export.Id} ({State(export)})";

    public static void Write(ExportReport export, Action<string, string> line)
    {
        var name = export.Name ?? export.Id;
        var to = export.To is null || export.To == name ? "" : $" ({export.To})";
        var confirmed = export.Confirmed < 0 ? "nothing confirmed" : $"confirmed up to {export.Confirmed}";
        line("export", $"{name}{to}, priority {export.Priority}: {State(export)}, {confirmed}");
        line("", Backlog(export));
        if (export.InPerSecond is { } taken && export.OutPerSecond is { } sent)
            line("", string.Create(CultureInfo.InvariantCulture, $"{taken:0.#} records a second come in, {sent:0.#} go out{Bytes(export.OutBytesPerSecond)}"));
        if (export.ExportedRecords > 0 || export.Refused > 0)
            line("", $"{export.ExportedRecords:N0} records, {export.ExportedBytes:N0} bytes delivered in all{(export.Refused > 0 ? $"; {export.Refused:N0} refused, kept as dead letters" : "")}");
        if (export.Error is not null) line("", export.Error);
    }

    private static string State(ExportReport export) => export.Until is null ? export.State : $"{export.State} until {export.Until}";

    private static string Backlog(ExportReport export)
    {
        if (export.WaitingRecords == 0) return "nothing waits";
        var waits = $"{export.WaitingRecords:N0} records wait, about {ByteSize.ToText(Round(export.WaitingBytes))}, the oldest for {Duration(export.LagSeconds)}";
        return export.DrainSeconds is { } drain ? $"{waits}; done in about {Duration(drain)} at this rate" : waits;
    }

    private static string Bytes(double? perSecond) => perSecond is { } bytes and > 0 ? $" ({ByteSize.ToText(Round((long)bytes))}/s)" : "";

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 2 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 2 * 86400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0} days"),
    };

    /// <summary>An estimate is not told to the byte.</summary>
    private static long Round(long bytes) => bytes < 1 << 20 ? (bytes + 1023) >> 10 << 10 : bytes >> 20 << 20;
}
