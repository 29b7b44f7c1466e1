using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shoreline.Core.Native;

namespace Shoreline.Messaging.Native.Mosquitto;

/// <summary>The calls of libmosquitto 2.0 that we use. Source of every signature: mosquitto.h of 2.0.11.</summary>
internal static unsafe partial class MosquittoNative
{
    private const string Library = "mosquitto";

    static MosquittoNative()
    {
        NativeLibraries.Register(typeof(MosquittoNative).Assembly);
        _ = Init(); // counts its callers and cannot fail on Linux; the library stays loaded as long as the process
    }

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    private static partial int Init();

    /// <summary>Source: mosquitto_new. <paramref name="context"/> comes back as the second argument of every callback.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial MosquittoHandle New(string id, [MarshalAs(UnmanagedType.U1)] bool cleanStart, nint context);

    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    internal static partial void Destroy(nint client);

    /// <summary>Source: mosquitto_threaded_set. Tells the library that calls come from other threads than the one that loops.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_threaded_set")]
    internal static partial int SetThreaded(MosquittoHandle client, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Library, EntryPoint = "mosquitto_int_option")]
    internal static partial int SetOption(MosquittoHandle client, MosquittoOption option, int value);

    [LibraryImport(Library, EntryPoint = "mosquitto_username_pw_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetCredentials(MosquittoHandle client, string user, string? password);

    /// <summary>Source: mosquitto_tls_set. The password callback is for encrypted keys; null makes the library refuse those.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetTls(
        MosquittoHandle client, string? caFile, string? caFolder, string? certificateFile, string? keyFile, nint passwordCallback);

    /// <summary>Source: mosquitto_connect_async. Resolves the name (blocking) and begins to connect; the loop calls do the rest.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_connect_async", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BeginConnect(MosquittoHandle client, string host, int port, int keepAliveSeconds);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect")]
    internal static partial int Disconnect(MosquittoHandle client);

    /// <summary>Source: mosquitto_publish_v5. Copies topic, payload and properties before it returns.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Publish(
        MosquittoHandle client, out int messageId, string topic, int payloadBytes, byte* payload, int qos,
        [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Subscribe(MosquittoHandle client, out int messageId, string filter, int qos, int options, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_unsubscribe_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unsubscribe(MosquittoHandle client, out int messageId, string filter, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_topic_matches_sub", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TopicMatches(string filter, string topic, [MarshalAs(UnmanagedType.U1)] out bool matches);

    /// <summary>Source: mosquitto_socket. −1 where there is none. The descriptor stays the library's.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_socket")]
    internal static partial int Socket(MosquittoHandle client);

    [LibraryImport(Library, EntryPoint = "mosquitto_want_write")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool WantsWrite(MosquittoHandle client);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_read")]
    internal static partial int LoopRead(MosquittoHandle client, int maxPackets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_write")]
    internal static partial int LoopWrite(MosquittoHandle client, int maxPackets);

    /// <summary>
    /// Source: mosquitto_loop_misc. Sends pings and notices a broker that no longer answers them; call at least once a second.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_loop_misc")]
    internal static partial int LoopMisc(MosquittoHandle client);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_v5_callback_set")]
    internal static partial void OnConnect(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5_callback_set")]
    internal static partial void OnDisconnect(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5_callback_set")]
    internal static partial void OnPublish(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5_callback_set")]
    internal static partial void OnSubscribe(
        MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_message_v5_callback_set")]
    internal static partial void OnMessage(
        MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, MosquittoMessage*, nint, void> callback);

    /// <summary>Source: mosquitto_property_add_string_pair. Copies both texts; <paramref name="list"/> 0 starts a list.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_string_pair", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AddStringPair(ref nint list, int identifier, string name, string value);

    /// <summary>Source: mosquitto_property_add_string. Copies the text.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AddString(ref nint list, int identifier, string value);

    /// <summary>Source: mosquitto_property_add_binary. Copies the bytes.</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_binary")]
    internal static partial int AddBinary(ref nint list, int identifier, byte* value, ushort length);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_int32")]
    internal static partial int AddInt32(ref nint list, int identifier, uint value);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_byte")]
    internal static partial int AddByte(ref nint list, int identifier, byte value);

    /// <summary>
    /// Source: mosquitto_property_read_string; the others below likewise. 0 where there is none. The value is the caller's to free with
    /// <c>free</c>.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_string")]
    internal static partial nint ReadString(nint list, int identifier, out nint value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_binary")]
    internal static partial nint ReadBinary(
        nint list, int identifier, out nint value, out ushort length, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_int32")]
    internal static partial nint ReadInt32(nint list, int identifier, out uint value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_byte")]
    internal static partial nint ReadByte(nint list, int identifier, out byte value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_free_all")]
    internal static partial void FreeProperties(ref nint list);

    /// <summary>
    /// Source: mosquitto_property_read_string_pair. Finds the first pair at or (<paramref name="skipFirst"/>) after
    /// <paramref name="list"/> and returns its place, 0 where there is none. Name and value are the caller's to free with <c>free</c>.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_string_pair")]
    internal static partial nint ReadStringPair(
        nint list, int identifier, out nint name, out nint value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    /// <summary>The library's text for an error code; static memory of the library.</summary>
    internal static string ErrorText(int code) => Text(StrError(code));

    /// <summary>The library's text for an MQTT 5 reason code; static memory of the library.</summary>
    internal static string ReasonText(int code) => Text(ReasonString(code));

    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    private static partial nint StrError(int code);

    [LibraryImport(Library, EntryPoint = "mosquitto_reason_string")]
    private static partial nint ReasonString(int code);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Text(nint utf8) => (Marshal.PtrToStringUTF8(utf8) ?? "").TrimEnd('.');
}
