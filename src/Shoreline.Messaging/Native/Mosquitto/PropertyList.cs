using System.Runtime.InteropServices;
using Shoreline.Messaging.Native.Posix;

namespace Shoreline.Messaging.Native.Mosquitto;

/// <summary>Properties of one message on their way to the library, or as it hands them to a callback.</summary>
internal ref struct PropertyList
{
    private nint _list;

    /// <summary>The list's head for a call, 0 where it is empty. Valid until <see cref="Dispose"/>.</summary>
    internal readonly nint Head => _list;

    internal static PropertyList From(MqttPublishOptions options)
    {
        var list = new PropertyList();
        try
        {
            list.Add(options.Properties);
            foreach (var (name, value) in options.UserProperties ?? [])
            {
                Check(MosquittoNative.AddStringPair(ref list._list, MqttProtocol.UserProperty, name, value), $"user property '{name}'");
            }
            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>Copies the user properties of a message that the library handed to a callback.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> UserProperties(nint list)
    {
        if (list == 0) return [];
        List<KeyValuePair<string, string>>? pairs = null;
        var at = MosquittoNative.ReadStringPair(list, MqttProtocol.UserProperty, out var name, out var value, skipFirst: false);
        while (at != 0)
        {
            (pairs ??= []).Add(new(Take(name), Take(value)));
            at = MosquittoNative.ReadStringPair(at, MqttProtocol.UserProperty, out name, out value, skipFirst: true);
        }
        return pairs ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    /// <summary>Copies the others.</summary>
    internal static MqttProperties Properties(nint list) => list == 0 ? MqttProperties.None : new MqttProperties
    {
        ExpirySeconds = MosquittoNative.ReadInt32(list, MqttProtocol.MessageExpiry, out var seconds, skipFirst: false) != 0
            ? seconds
            : null,
        CorrelationData = Binary(list, MqttProtocol.CorrelationData),
        ResponseTopic = Text(list, MqttProtocol.ResponseTopic),
        IsText = MosquittoNative.ReadByte(list, MqttProtocol.PayloadFormat, out var format, skipFirst: false) != 0 ? format == 1 : null,
        ContentType = Text(list, MqttProtocol.ContentType),
    };

    internal void Dispose()
    {
        if (_list != 0) MosquittoNative.FreeProperties(ref _list);
    }

    private unsafe void Add(MqttProperties properties)
    {
        if (properties.ExpirySeconds is { } seconds)
        {
            Check(MosquittoNative.AddInt32(ref _list, MqttProtocol.MessageExpiry, seconds), "message expiry interval");
        }
        if (properties.IsText is { } isText)
        {
            Check(MosquittoNative.AddByte(ref _list, MqttProtocol.PayloadFormat, isText ? (byte)1 : (byte)0), "payload format");
        }
        if (properties.ResponseTopic is { } topic)
        {
            Check(MosquittoNative.AddString(ref _list, MqttProtocol.ResponseTopic, topic), "response topic");
        }
        if (properties.ContentType is { } type) Check(MosquittoNative.AddString(ref _list, MqttProtocol.ContentType, type), "content type");
        if (properties.CorrelationData is not { } data) return;
        if (data.Length > ushort.MaxValue)
        {
            throw new MqttException($"The correlation data has {data.Length:N0} bytes; it may have {ushort.MaxValue:N0}.");
        }
        fixed (byte* bytes = data.Span)
        {
            Check(MosquittoNative.AddBinary(ref _list, MqttProtocol.CorrelationData, bytes, (ushort)data.Length), "correlation data");
        }
    }

    private static void Check(int rc, string what)
    {
        if (rc == MosquittoError.Success) return;
        throw new MqttException($"The {what} cannot be sent: {MosquittoNative.ErrorText(rc)}. Texts are UTF-8 of at most 65,535 bytes.");
    }

    private static string? Text(nint list, int identifier) =>
        MosquittoNative.ReadString(list, identifier, out var value, skipFirst: false) != 0 ? Take(value) : null;

    private static ReadOnlyMemory<byte>? Binary(nint list, int identifier)
    {
        if (MosquittoNative.ReadBinary(list, identifier, out var value, out var length, skipFirst: false) == 0) return null;
        var bytes = new byte[length];
        if (length > 0) Marshal.Copy(value, bytes, 0, length);
        PosixNative.Free(value);
        return bytes;
    }

    private static string Take(nint text)
    {
        var managed = Marshal.PtrToStringUTF8(text) ?? "";
        PosixNative.Free(text);
        return managed;
    }
}
