namespace Shoreline.Core.Naming;

/// <summary>
/// Name of one gateway: 1 to 128 of <c>A–Z a–z 0–9 : _ -</c>, as a Greengrass thing name. It is a level of MQTT topics and of object keys.
/// </summary>
public readonly record struct DeviceName
{
    public DeviceName(string value) => Value = NameRule.Device.Check(value, "device name");

    public string Value { get; }

    public override string ToString() => Value;
}

/// <summary>
/// Name of one camera, unique on its device: 1 to 64 of <c>A–Z a–z 0–9 _ -</c>. It is part of stream names, file names and URLs.
/// </summary>
public readonly record struct CameraName
{
    public CameraName(string value) => Value = NameRule.Camera.Check(value, "camera name");

    public string Value { get; }

    public override string ToString() => Value;
}
