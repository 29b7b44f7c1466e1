using System.Globalization;
using System.Text;

namespace Shoreline.Vision.Rules;

/// <summary>Events as lines for people.</summary>
public static class EventText
{
    /// <summary>Time in the video, type, rule, object and details: <c>00:03.200  zone.enter  somebody on the walkway  person #3  zone=walkway</c>.</summary>
    public static string Line(VisionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var at = TimeSpan.FromTicks(happened.Frame.PtsNs / TimeSpan.NanosecondsPerTick);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(int)at.TotalMinutes:00}:{at:ss\\.fff}  {happened.Type.ToText(),-16}  {happened.Rule}");
        if (happened.Label is { } label) text.Append(CultureInfo.InvariantCulture, $"  {label}{(happened.Track > 0 ? $" #{happened.Track}" : "")}");
        if (happened.Value is { } value) text.Append(CultureInfo.InvariantCulture, $"  value={value:0.###}");
        foreach (var detail in happened.Details)
        {
            if (detail.Name is "begin" or "run") continue; // ids, for programs
            text.Append(CultureInfo.InvariantCulture, $"  {detail.Name}=");
            text.Append(detail.Text ?? detail.Number?.ToString("0.###", CultureInfo.InvariantCulture) ?? (detail.Flag == true ? "true" : "false"));
        }
        return text.ToString();
    }

    /// <summary>A few words: <c>somebody on the walkway: zone.enter #3</c>; <c>assemble a piece: missed fasten #3</c>.</summary>
    public static string Brief(VisionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var track = happened.Track > 0 ? string.Create(CultureInfo.InvariantCulture, $" #{happened.Track}") : "";
        var value = happened.Value is { } number ? string.Create(CultureInfo.InvariantCulture, $" {number:0.#}") : "";
        return happened.Type switch
        {
            VisionEventType.ProcedureViolation => $"{happened.Rule}: {Detail(happened, "what")} {Detail(happened, "step")}{track}",
            VisionEventType.ProcedureStep => $"{happened.Rule}: {Detail(happened, "step")}{track}",
            VisionEventType.ProcedureCompleted => $"{happened.Rule}: {Detail(happened, "outcome")}{track}{value} s",
            _ => $"{happened.Rule}: {happened.Type.ToText()}{track}{value}",
        };
    }

    private static string? Detail(VisionEvent happened, string name) => happened.Details.FirstOrDefault(detail => detail.Name == name).Text;
}
