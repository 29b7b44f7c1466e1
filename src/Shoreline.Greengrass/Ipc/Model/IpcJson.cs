using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>
/// The JSON of all shapes (greengrass-ipc, section 4): camelCase, absent members left out, unknown ones ignored, times in seconds.
/// </summary>
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(ConnectPayload))]
[JsonSerializable(typeof(FailureText))]
[JsonSerializable(typeof(IpcError))]
[JsonSerializable(typeof(PublishToTopicRequest))]
[JsonSerializable(typeof(SubscribeToTopicRequest))]
[JsonSerializable(typeof(SubscriptionResponseMessage))]
[JsonSerializable(typeof(PublishToIoTCoreRequest))]
[JsonSerializable(typeof(SubscribeToIoTCoreRequest))]
[JsonSerializable(typeof(IoTCoreMessage))]
[JsonSerializable(typeof(IoTCoreConnectionStatusEvent))]
[JsonSerializable(typeof(GetConfigurationRequest))]
[JsonSerializable(typeof(GetConfigurationResponse))]
[JsonSerializable(typeof(UpdateConfigurationRequest))]
[JsonSerializable(typeof(SubscribeToConfigurationUpdateRequest))]
[JsonSerializable(typeof(ConfigurationUpdateEvents))]
[JsonSerializable(typeof(ValidateConfigurationUpdateEvents))]
[JsonSerializable(typeof(SendConfigurationValidityReportRequest))]
[JsonSerializable(typeof(UpdateStateRequest))]
[JsonSerializable(typeof(ComponentUpdatePolicyEvents))]
[JsonSerializable(typeof(DeferComponentUpdateRequest))]
[JsonSerializable(typeof(PauseComponentRequest))]
[JsonSerializable(typeof(ResumeComponentRequest))]
[JsonSerializable(typeof(CreateLocalDeploymentRequest))]
[JsonSerializable(typeof(CreateLocalDeploymentResponse))]
[JsonSerializable(typeof(GetLocalDeploymentStatusRequest))]
[JsonSerializable(typeof(GetLocalDeploymentStatusResponse))]
[JsonSerializable(typeof(ListLocalDeploymentsResponse))]
[JsonSerializable(typeof(CancelLocalDeploymentRequest))]
[JsonSerializable(typeof(CancelLocalDeploymentResponse))]
[JsonSerializable(typeof(ListComponentsResponse))]
[JsonSerializable(typeof(GetComponentDetailsRequest))]
[JsonSerializable(typeof(GetComponentDetailsResponse))]
[JsonSerializable(typeof(RestartComponentRequest))]
[JsonSerializable(typeof(RestartComponentResponse))]
[JsonSerializable(typeof(StopComponentRequest))]
[JsonSerializable(typeof(StopComponentResponse))]
[JsonSerializable(typeof(CreateDebugPasswordResponse))]
[JsonSerializable(typeof(GetSecretValueRequest))]
[JsonSerializable(typeof(GetSecretValueResponse))]
[JsonSerializable(typeof(GetThingShadowRequest))]
[JsonSerializable(typeof(GetThingShadowResponse))]
[JsonSerializable(typeof(UpdateThingShadowRequest))]
[JsonSerializable(typeof(UpdateThingShadowResponse))]
[JsonSerializable(typeof(DeleteThingShadowRequest))]
[JsonSerializable(typeof(DeleteThingShadowResponse))]
[JsonSerializable(typeof(ListNamedShadowsForThingRequest))]
[JsonSerializable(typeof(ListNamedShadowsForThingResponse))]
[JsonSerializable(typeof(GetClientDeviceAuthTokenRequest))]
[JsonSerializable(typeof(GetClientDeviceAuthTokenResponse))]
[JsonSerializable(typeof(VerifyClientDeviceIdentityRequest))]
[JsonSerializable(typeof(VerifyClientDeviceIdentityResponse))]
[JsonSerializable(typeof(AuthorizeClientDeviceActionRequest))]
[JsonSerializable(typeof(AuthorizeClientDeviceActionResponse))]
[JsonSerializable(typeof(SubscribeToCertificateUpdatesRequest))]
[JsonSerializable(typeof(CertificateUpdateEvent))]
[JsonSerializable(typeof(PutComponentMetricRequest))]
[JsonSerializable(typeof(ValidateAuthorizationTokenRequest))]
[JsonSerializable(typeof(ValidateAuthorizationTokenResponse))]
public sealed partial class IpcJson : JsonSerializerContext
{
    private const int MaxDepth = 128;

    /// <summary>The context with the options of this protocol.</summary>
    public static IpcJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // programs read it; it is never put into a web page as it is
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false, // what one reader takes from the first and another from the last is no document
        Converters = { new SecondsConverter() },
    });

    /// <summary>Reads a payload; an empty one counts as an empty object (greengrass-ipc, 3.3).</summary>
    /// <exception cref="JsonException">It is no such shape.</exception>
    public static T Read<T>(in ReadOnlySequence<byte> payload, JsonTypeInfo<T> type)
    {
        var options = new JsonReaderOptions { MaxDepth = MaxDepth };
        var reader = payload.IsEmpty ? new Utf8JsonReader("{}"u8, options) : new Utf8JsonReader(payload, options);
        try
        {
            var value = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("null instead of an object");
            return reader.Read() ? throw new JsonException("there is more behind the object") : value;
        }
        catch (ArgumentException e) // from documents: a member that is there twice
        {
            throw new JsonException(e.Message, e);
        }
    }
}
