namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>Identifiers of the services under which a component's policies stand (greengrass-ipc, 5.2).</summary>
public static class IpcServices
{
    public const string PubSub = "aws.greengrass.ipc.pubsub";
    public const string MqttProxy = "aws.greengrass.ipc.mqttproxy";
    public const string Lifecycle = "aws.greengrass.ipc.lifecycle";
    public const string ComponentMetric = "aws.greengrass.ipc.componentmetric";
    public const string SecretManager = "aws.greengrass.SecretManager";
    public const string ShadowManager = "aws.greengrass.ShadowManager";
    public const string Cli = "aws.greengrass.Cli";
    public const string ClientDevices = "aws.greengrass.clientdevices.Auth";
}
