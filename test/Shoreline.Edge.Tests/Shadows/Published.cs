using System.Text.Json.Nodes;
using Shoreline.Edge.Shadows;

namespace Shoreline.Edge.Tests.Shadows;

/// <summary>Keeps what was published.</summary>
internal sealed class Published : IShadowPublications
{
    private readonly Lock _gate = new();
    private readonly List<(string Topic, JsonObject Message)> _messages = [];

    public IReadOnlyList<string> Topics
    {
        get { lock (_gate) return [.. _messages.Select(message => message.Topic)]; }
    }

    public JsonObject Last(string topic)
    {
        lock (_gate) return _messages.Last(message => message.Topic == topic).Message;
    }

    public void Publish(string topic, ReadOnlyMemory<byte> json)
    {
        lock (_gate) _messages.Add((topic, JsonNode.Parse(json.Span)!.AsObject()));
    }
}
