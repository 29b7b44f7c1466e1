namespace Shoreline.Greengrass.Tests.StreamManager;

/// <summary>The worked exchanges of the specification's section 7, byte for byte.</summary>
internal static class Exchanges
{
    public static readonly byte[] Connect = Hex.Bytes("""
        0000005e 01
        a4 69 726571756573744964 63 632d31
           6f 70726f746f636f6c56657273696f6e 65 312e312e30
           78 1e 6f74686572537570706f7274656450726f746f636f6c56657273696f6e73 81 65 312e302e30
           6a 73646b56657273696f6e 65 312e312e31
        """);

    public static readonly byte[] ConnectResponse = Hex.Bytes("""
        0000007d 06
        a6 69 726571756573744964 63 632d31
           66 737461747573 00
           6f 70726f746f636f6c56657273696f6e 65 312e312e30
           78 19 737570706f7274656450726f746f636f6c56657273696f6e73 82 65 312e312e30 65 312e302e30
           6d 73657276657256657273696f6e 65 302e312e30
           70 636c69656e744964656e746966696572 61 37
        """);

    public static readonly byte[] Create = Hex.Bytes("""
        0000005b 02
        a2 69 726571756573744964 63 722d31
           6a 646566696e6974696f6e a4
              64 6e616d65 65 63616d2d31
              67 6d617853697a65 1a 10000000
              71 73747265616d5365676d656e7453697a65 1a 01000000
              6e 73747261746567794f6e46756c6c 01
        """);

    public static readonly byte[] CreateResponse = Hex.Bytes("""
        00000018 07
        a2 69 726571756573744964 63 722d31 66 737461747573 00
        """);

    public static readonly byte[] Append = Hex.Bytes("""
        00000028 04
        a3 69 726571756573744964 63 722d32
           64 6e616d65 65 63616d2d31
           67 7061796c6f6164 44 deadbeef
        """);

    /// <summary>As a Java client writes it.</summary>
    public static readonly byte[] AppendIndefinite = Hex.Bytes("""
        00000029 04
        bf 69 726571756573744964 63 722d32
           64 6e616d65 65 63616d2d31
           67 7061796c6f6164 44 deadbeef
        ff
        """);

    public static readonly byte[] AppendResponse = Hex.Bytes("""
        00000028 09
        a3 69 726571756573744964 63 722d32 66 737461747573 00
           6e 73657175656e63654e756d626572 00
        """);

    public static readonly byte[] Read = Hex.Bytes("""
        0000008a 05
        a3 69 726571756573744964 63 722d33
           6a 73747265616d4e616d65 65 63616d2d31
           73 726561644d657373616765734f7074696f6e73 a4
              78 1a 64657369726564537461727453657175656e63654e756d626572 00
              6f 6d696e4d657373616765436f756e74 01
              6f 6d61784d657373616765436f756e74 0a
              71 7265616454696d656f75744d696c6c6973 19 03e8
        """);

    public static readonly byte[] ReadResponse = Hex.Bytes("""
        00000065 0a
        a3 69 726571756573744964 63 722d33
           68 6d65737361676573 81 a4
              6a 73747265616d4e616d65 65 63616d2d31
              6e 73657175656e63654e756d626572 00
              6a 696e6765737454696d65 1b 0000018bcfe56800
              67 7061796c6f6164 44 deadbeef
           66 737461747573 00
        """);

    public static readonly byte[] NotEnough = Hex.Bytes("""
        00000039 0a
        a3 69 726571756573744964 63 722d34 66 737461747573 0d
           6c 6572726f724d657373616765 73 6e6f7420656e6f756768206d65737361676573
        """);

    public static readonly byte[] List = Hex.Bytes("00000010 0b a1 69 726571756573744964 63 722d35");

    public static readonly byte[] ListResponse = Hex.Bytes("""
        00000027 0c
        a3 69 726571756573744964 63 722d35 66 737461747573 00
           67 73747265616d73 81 65 63616d2d31
        """);

    public static readonly byte[] Describe = Hex.Bytes("""
        0000001b 0d
        a2 69 726571756573744964 63 722d37 64 6e616d65 65 63616d2d31
        """);

    public static readonly byte[] UnknownOperation = Hex.Bytes("""
        0000003a 11
        a3 69 726571756573744964 63 722d36 66 737461747573 12
           6c 6572726f724d657373616765 74 756e6b6e6f776e206f7065726174696f6e203432
        """);
}
