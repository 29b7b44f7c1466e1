using System.Runtime.InteropServices;
using Shoreline.Messaging.Native.Posix;

namespace Shoreline.Messaging.Native.Mosquitto;

/// <summary>Owns one struct mosquitto. Its callbacks must not be running when the last reference goes: end the loop first.</summary>
internal sealed class MosquittoHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        MosquittoNative.Destroy(handle);
        return true;
    }
}

/// <summary>User properties of one message on their way to the library.</summary>
internal ref struct UserPropertyList
{
    private nint _list;

    /// <summary>The list's head for a call, 0 where it is empty. Valid until <see cref="Dispose"/>.</summary>
    internal readonly nint Head => _list;

    internal static UserPropertyList From(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var properties = new UserPropertyList();
        foreach (var (name, value) in pairs)
        {
            var rc = MosquittoNative.AddStringPair(ref properties._list, MqttProtocol.UserProperty, name, value);
            if (rc == MosquittoError.Success) continue;
            properties.Dispose();
            throw new MqttException($"The user property '{name}' cannot be sent: {MosquittoNative.ErrorText(rc)}. Names and values are UTF-8 of at most 65,535 bytes.");
        }
        return properties;
    }

    /// <summary>Copies the user properties of a message that the library handed to a callback.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Read(nint list)
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

    internal void Dispose()
    {
        if (_list != 0) MosquittoNative.FreeProperties(ref _list);
    }

    private static string Take(nint text)
    {
        var managed = Marshal.PtrToStringUTF8(text) ?? "";
        PosixNative.Free(text);
        return managed;
    }
}
