namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>The worked bytes of greengrass-ipc, section 10.</summary>
internal static class WorkedBytes
{
    /// <summary>Connect (client to server), 120 bytes, headers 72, payload 32</summary>
    public static readonly byte[] Connect = Hex.Bytes("""
        00 00 00 78 00 00 00 48 d4 87 bd c5 08 3a 76 65
        72 73 69 6f 6e 07 00 05 30 2e 31 2e 30 0d 3a 6d
        65 73 73 61 67 65 2d 74 79 70 65 04 00 00 00 04
        0e 3a 6d 65 73 73 61 67 65 2d 66 6c 61 67 73 04
        00 00 00 00 0a 3a 73 74 72 65 61 6d 2d 69 64 04
        00 00 00 00 7b 22 61 75 74 68 54 6f 6b 65 6e 22
        3a 22 51 37 5a 4b 32 4d 39 58 57 34 54 31 42 38
        52 44 22 7d 31 b1 2f a7
        """);

    /// <summary>ConnectAck, accepted (server to client), 71 bytes, no payload</summary>
    public static readonly byte[] ConnectAck = Hex.Bytes("""
        00 00 00 47 00 00 00 37 37 4c fe 3f 0d 3a 6d 65
        73 73 61 67 65 2d 74 79 70 65 04 00 00 00 05 0e
        3a 6d 65 73 73 61 67 65 2d 66 6c 61 67 73 04 00
        00 00 01 0a 3a 73 74 72 65 61 6d 2d 69 64 04 00
        00 00 00 e2 37 e2 7d
        """);

    /// <summary>SubscribeToTopic request, stream 1 (as JavaScript sends it), 139 bytes, headers 99, payload 24</summary>
    public static readonly byte[] Subscribe = Hex.Bytes("""
        00 00 00 8b 00 00 00 63 77 af 6e 08 0d 3a 6d 65
        73 73 61 67 65 2d 74 79 70 65 04 00 00 00 00 0e
        3a 6d 65 73 73 61 67 65 2d 66 6c 61 67 73 04 00
        00 00 00 0a 3a 73 74 72 65 61 6d 2d 69 64 04 00
        00 00 01 09 6f 70 65 72 61 74 69 6f 6e 07 00 1f
        61 77 73 2e 67 72 65 65 6e 67 72 61 73 73 23 53
        75 62 73 63 72 69 62 65 54 6f 54 6f 70 69 63 7b
        22 74 6f 70 69 63 22 3a 22 63 61 6d 2f 37 2f 6d
        6f 74 69 6f 6e 22 7d 8e 15 1f 86
        """);

    /// <summary>SubscribeToTopic response, stream stays open (flags 0), 167 bytes, headers 149, payload `{}`</summary>
    public static readonly byte[] Subscribed = Hex.Bytes("""
        00 00 00 a7 00 00 00 95 27 40 fb 24 0d 3a 63 6f
        6e 74 65 6e 74 2d 74 79 70 65 07 00 10 61 70 70
        6c 69 63 61 74 69 6f 6e 2f 6a 73 6f 6e 12 73 65
        72 76 69 63 65 2d 6d 6f 64 65 6c 2d 74 79 70 65
        07 00 27 61 77 73 2e 67 72 65 65 6e 67 72 61 73
        73 23 53 75 62 73 63 72 69 62 65 54 6f 54 6f 70
        69 63 52 65 73 70 6f 6e 73 65 0d 3a 6d 65 73 73
        61 67 65 2d 74 79 70 65 04 00 00 00 00 0e 3a 6d
        65 73 73 61 67 65 2d 66 6c 61 67 73 04 00 00 00
        00 0a 3a 73 74 72 65 61 6d 2d 69 64 04 00 00 00
        01 7b 7d c6 05 5d ec
        """);

    /// <summary>Event: binary message `hello` on `cam/7/motion`, 243 bytes, headers 152, payload 75</summary>
    public static readonly byte[] Event = Hex.Bytes("""
        00 00 00 f3 00 00 00 98 94 62 ee 92 0d 3a 63 6f
        6e 74 65 6e 74 2d 74 79 70 65 07 00 10 61 70 70
        6c 69 63 61 74 69 6f 6e 2f 6a 73 6f 6e 12 73 65
        72 76 69 63 65 2d 6d 6f 64 65 6c 2d 74 79 70 65
        07 00 2a 61 77 73 2e 67 72 65 65 6e 67 72 61 73
        73 23 53 75 62 73 63 72 69 70 74 69 6f 6e 52 65
        73 70 6f 6e 73 65 4d 65 73 73 61 67 65 0d 3a 6d
        65 73 73 61 67 65 2d 74 79 70 65 04 00 00 00 00
        0e 3a 6d 65 73 73 61 67 65 2d 66 6c 61 67 73 04
        00 00 00 00 0a 3a 73 74 72 65 61 6d 2d 69 64 04
        00 00 00 01 7b 22 62 69 6e 61 72 79 4d 65 73 73
        61 67 65 22 3a 7b 22 6d 65 73 73 61 67 65 22 3a
        22 61 47 56 73 62 47 38 3d 22 2c 22 63 6f 6e 74
        65 78 74 22 3a 7b 22 74 6f 70 69 63 22 3a 22 63
        61 6d 2f 37 2f 6d 6f 74 69 6f 6e 22 7d 7d 7d db
        b0 15 13
        """);

    /// <summary>Client ends stream 1, 71 bytes</summary>
    public static readonly byte[] Terminate = Hex.Bytes("""
        00 00 00 47 00 00 00 37 37 4c fe 3f 0d 3a 6d 65
        73 73 61 67 65 2d 74 79 70 65 04 00 00 00 00 0e
        3a 6d 65 73 73 61 67 65 2d 66 6c 61 67 73 04 00
        00 00 02 0a 3a 73 74 72 65 61 6d 2d 69 64 04 00
        00 00 01 28 09 c8 cf
        """);

    /// <summary>UnauthorizedError on stream 2, 178 bytes, headers 142, payload `{"message":"denied"}`</summary>
    public static readonly byte[] Unauthorized = Hex.Bytes("""
        00 00 00 b2 00 00 00 8e 05 25 2a 3a 0d 3a 63 6f
        6e 74 65 6e 74 2d 74 79 70 65 07 00 10 61 70 70
        6c 69 63 61 74 69 6f 6e 2f 6a 73 6f 6e 12 73 65
        72 76 69 63 65 2d 6d 6f 64 65 6c 2d 74 79 70 65
        07 00 20 61 77 73 2e 67 72 65 65 6e 67 72 61 73
        73 23 55 6e 61 75 74 68 6f 72 69 7a 65 64 45 72
        72 6f 72 0d 3a 6d 65 73 73 61 67 65 2d 74 79 70
        65 04 00 00 00 01 0e 3a 6d 65 73 73 61 67 65 2d
        66 6c 61 67 73 04 00 00 00 02 0a 3a 73 74 72 65
        61 6d 2d 69 64 04 00 00 00 02 7b 22 6d 65 73 73
        61 67 65 22 3a 22 64 65 6e 69 65 64 22 7d 03 51
        9e 7b
        """);

    /// <summary>All of them, in the order of the document.</summary>
    public static IReadOnlyList<byte[]> All { get; } = [Connect, ConnectAck, Subscribe, Subscribed, Event, Terminate, Unauthorized];
}
