namespace Shoreline.Greengrass.Ipc.EventStream;

/// <summary>What a header's value is, as it is written (greengrass-ipc, section 2).</summary>
public enum HeaderType : byte
{
    True = 0,
    False = 1,
    Number8 = 2,
    Number16 = 3,
    Number32 = 4,
    Number64 = 5,
    Bytes = 6,
    Text = 7,

    /// <summary>Milliseconds since the Unix epoch.</summary>
    Timestamp = 8,
    Uuid = 9,
}
