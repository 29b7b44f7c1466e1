using System.Text.Json.Nodes;

namespace Shoreline.Edge.Shadows;

/// <summary>How an update changes a shadow (greengrass-ipc, 6.7): objects merge, arrays and scalars replace, null deletes.</summary>
internal static class ShadowMerge
{
    public const string Desired = "desired";
    public const string Reported = "reported";
    public const string Timestamp = "timestamp";

    private static readonly string[] Sections = [Desired, Reported];

    /// <summary>The document after a request whose state was checked.</summary>
    /// <param name="requested">Null clears everything.</param>
    public static (JsonObject State, JsonObject Metadata) Apply(JsonObject state, JsonObject metadata, JsonObject? requested, long timestamp)
    {
        if (requested is null) return ([], []);
        var (nextState, nextMetadata) = ((JsonObject)state.DeepClone(), (JsonObject)metadata.DeepClone());
        foreach (var section in Sections)
        {
            if (!requested.TryGetPropertyValue(section, out var change)) continue;
            Merge(nextState, nextMetadata, section, change, timestamp);
            if (nextState[section] is not JsonObject { Count: 0 }) continue;
            nextState.Remove(section);
            nextMetadata.Remove(section);
        }
        return (nextState, nextMetadata);
    }

    /// <summary>What of desired is different in reported, or not there; null where nothing is.</summary>
    public static JsonObject? Delta(JsonObject state) =>
        state[Desired] is JsonObject desired ? Difference(desired, state[Reported] as JsonObject ?? []) : null;

    /// <summary>Metadata of the leaves that a request sets. Deleted ones have none.</summary>
    public static JsonObject OfChanges(JsonObject? requested, long timestamp)
    {
        var metadata = new JsonObject();
        if (requested is null) return metadata;
        foreach (var section in Sections)
        {
            if (requested[section] is JsonObject change) metadata[section] = Stamp(change, timestamp);
        }
        return metadata;
    }

    /// <summary>That part of some metadata which belongs to the leaves of another document.</summary>
    public static JsonNode? Select(JsonNode? metadata, JsonNode? leaves)
    {
        if (leaves is not JsonObject members || metadata is not JsonObject all) return metadata?.DeepClone();
        var selected = new JsonObject();
        foreach (var (name, leaf) in members) selected[name] = Select(all[name], leaf);
        return selected;
    }

    private static void Merge(JsonObject state, JsonObject metadata, string name, JsonNode? change, long timestamp)
    {
        if (change is null)
        {
            state.Remove(name);
            metadata.Remove(name);
        }
        else if (change is not JsonObject members)
        {
            state[name] = change.DeepClone();
            metadata[name] = Stamp(change, timestamp);
        }
        else
        {
            if (state[name] is not JsonObject) (state[name], metadata[name]) = (new JsonObject(), new JsonObject());
            if (metadata[name] is not JsonObject) metadata[name] = new JsonObject();
            foreach (var (key, value) in members) Merge((JsonObject)state[name]!, (JsonObject)metadata[name]!, key, value, timestamp);
        }
    }

    private static JsonNode Stamp(JsonNode value, long timestamp)
    {
        if (value is JsonObject members)
        {
            var stamped = new JsonObject();
            foreach (var (name, member) in members)
            {
                if (member is not null) stamped[name] = Stamp(member, timestamp);
            }
            return stamped;
        }
        if (value is not JsonArray elements) return new JsonObject { [Timestamp] = timestamp };
        var list = new JsonArray(); // one for each element, as the cloud does it
        foreach (var element in elements) list.Add(element is null ? new JsonObject { [Timestamp] = timestamp } : Stamp(element, timestamp));
        return list;
    }

    private static JsonObject? Difference(JsonObject desired, JsonObject reported)
    {
        JsonObject? delta = null;
        foreach (var (name, wanted) in desired)
        {
            var difference = reported.TryGetPropertyValue(name, out var found) ? Difference(wanted, found) : wanted?.DeepClone();
            if (difference is not null) (delta ??= [])[name] = difference;
        }
        return delta;
    }

    private static JsonNode? Difference(JsonNode? wanted, JsonNode? found)
    {
        if (wanted is JsonObject a && found is JsonObject b) return Difference(a, b);
        return JsonNode.DeepEquals(wanted, found) ? null : wanted?.DeepClone();
    }
}
