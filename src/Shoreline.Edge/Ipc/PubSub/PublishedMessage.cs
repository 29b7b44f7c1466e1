using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>
/// A PublishToTopic request, read without making objects of the message: its text goes to subscribers as it came, the text of numbers too.
/// </summary>
internal ref struct PublishedMessage
{
    private const int MaxDepth = 128;

    /// <summary>Null where there is none.</summary>
    public string? Topic { get; private set; }

    /// <summary>The topic as it was written, with its quotes.</summary>
    public ReadOnlySpan<byte> TopicJson { get; private set; }

    /// <summary>The message as it was written; empty where there is none.</summary>
    public ReadOnlySpan<byte> MessageJson { get; private set; }

    public bool IsBinary { get; private set; }

    /// <exception cref="JsonException">It is no such request.</exception>
    public static PublishedMessage Read(ReadOnlySpan<byte> payload)
    {
        // The reader does not look into texts that it is not asked for, and a subscriber must be able to read what it gets.
        if (!Utf8.IsValid(payload)) throw new JsonException("the request is no UTF-8");
        var message = default(PublishedMessage);
        if (payload.IsEmpty) return message; // an empty payload counts as an empty object
        var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        message.ReadRequest(ref json, payload);
        if (json.Read()) throw new JsonException("there is more behind the object");
        return message;
    }

    private void ReadRequest(ref Utf8JsonReader json, ReadOnlySpan<byte> payload)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("the request is no object");
        bool hasTopic = false, hasMessage = false;
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("topic"u8))
            {
                Once(ref hasTopic);
                json.Read();
                if (json.TokenType == JsonTokenType.Null) continue;
                if (json.TokenType != JsonTokenType.String) throw new JsonException("the topic is no text");
                TopicJson = Token(json, payload);
                Topic = Text(json);
            }
            else if (json.ValueTextEquals("publishMessage"u8))
            {
                Once(ref hasMessage);
                if (BeginObject(ref json)) ReadUnion(ref json, payload);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadUnion(ref Utf8JsonReader json, ReadOnlySpan<byte> payload)
    {
        var hasMember = false;
        while (NextMember(ref json))
        {
            var isBinary = json.ValueTextEquals("binaryMessage"u8);
            if (!isBinary && !json.ValueTextEquals("jsonMessage"u8))
            {
                json.Skip();
            }
            else if (BeginObject(ref json))
            {
                Once(ref hasMember);
                IsBinary = isBinary;
                ReadBody(ref json, payload);
            }
        }
    }

    private void ReadBody(ref Utf8JsonReader json, ReadOnlySpan<byte> payload)
    {
        var hasMessage = false;
        while (NextMember(ref json))
        {
            if (!json.ValueTextEquals("message"u8))
            {
                json.Skip(); // also a context: it is not the publisher's to say
                continue;
            }
            Once(ref hasMessage);
            json.Read();
            if (IsBinary && json.TokenType == JsonTokenType.Null) continue;
            if (IsBinary) CheckBlob(json);
            var start = (int)json.TokenStartIndex;
            json.Skip();
            MessageJson = payload[start..(int)json.BytesConsumed];
        }
    }

    private static void CheckBlob(in Utf8JsonReader json)
    {
        var isBlob = json.TokenType == JsonTokenType.String;
        if (isBlob) isBlob = json.ValueIsEscaped ? json.TryGetBytesFromBase64(out _) : Base64.IsValid(json.ValueSpan);
        if (!isBlob) throw new JsonException("a binary message is no base64");
    }

    /// <summary>Goes to the name of the object's next member. False at its end.</summary>
    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the member's value. False where it is null, which is as good as absent.</summary>
    private static bool BeginObject(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.Null) return json.TokenType == JsonTokenType.StartObject;
        throw new JsonException("a member that is to be an object is none");
    }

    private static void Once(ref bool seen)
    {
        if (seen) throw new JsonException("a member is there twice");
        seen = true;
    }

    private static ReadOnlySpan<byte> Token(scoped in Utf8JsonReader json, ReadOnlySpan<byte> payload) =>
        payload[(int)json.TokenStartIndex..(int)json.BytesConsumed];

    private static string Text(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e) // half a surrogate pair
        {
            throw new JsonException("a text is none", e);
        }
    }
}
