namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>All operations of the service model (greengrass-ipc, section 6).</summary>
public static class IpcOperations
{
    private static readonly IpcJson Json = IpcJson.Wire;

    public static IpcOperation<PublishToTopicRequest, Empty> PublishToTopic { get; } = new(
        nameof(PublishToTopic), Json.PublishToTopicRequest, Json.Empty);

    public static IpcSubscription<SubscribeToTopicRequest, Empty, SubscriptionResponseMessage> SubscribeToTopic { get; } = new(
        nameof(SubscribeToTopic), Json.SubscribeToTopicRequest, Json.Empty,
        nameof(SubscriptionResponseMessage), Json.SubscriptionResponseMessage);

    public static IpcOperation<PublishToIoTCoreRequest, Empty> PublishToIoTCore { get; } = new(
        nameof(PublishToIoTCore), Json.PublishToIoTCoreRequest, Json.Empty);

    public static IpcSubscription<SubscribeToIoTCoreRequest, Empty, IoTCoreMessage> SubscribeToIoTCore { get; } = new(
        nameof(SubscribeToIoTCore), Json.SubscribeToIoTCoreRequest, Json.Empty, nameof(IoTCoreMessage), Json.IoTCoreMessage);

    public static IpcSubscription<Empty, Empty, IoTCoreConnectionStatusEvent> SubscribeToIoTCoreConnectionStatus { get; } = new(
        nameof(SubscribeToIoTCoreConnectionStatus), Json.Empty, Json.Empty,
        nameof(IoTCoreConnectionStatusEvent), Json.IoTCoreConnectionStatusEvent);

    public static IpcOperation<GetConfigurationRequest, GetConfigurationResponse> GetConfiguration { get; } = new(
        nameof(GetConfiguration), Json.GetConfigurationRequest, Json.GetConfigurationResponse);

    public static IpcOperation<UpdateConfigurationRequest, Empty> UpdateConfiguration { get; } = new(
        nameof(UpdateConfiguration), Json.UpdateConfigurationRequest, Json.Empty);

    public static IpcSubscription<SubscribeToConfigurationUpdateRequest, Empty, ConfigurationUpdateEvents> SubscribeToConfigurationUpdate { get; } = new(
        nameof(SubscribeToConfigurationUpdate), Json.SubscribeToConfigurationUpdateRequest, Json.Empty,
        nameof(ConfigurationUpdateEvents), Json.ConfigurationUpdateEvents);

    public static IpcSubscription<Empty, Empty, ValidateConfigurationUpdateEvents> SubscribeToValidateConfigurationUpdates { get; } = new(
        nameof(SubscribeToValidateConfigurationUpdates), Json.Empty, Json.Empty,
        nameof(ValidateConfigurationUpdateEvents), Json.ValidateConfigurationUpdateEvents);

    public static IpcOperation<SendConfigurationValidityReportRequest, Empty> SendConfigurationValidityReport { get; } = new(
        nameof(SendConfigurationValidityReport), Json.SendConfigurationValidityReportRequest, Json.Empty);

    public static IpcOperation<UpdateStateRequest, Empty> UpdateState { get; } = new(
        nameof(UpdateState), Json.UpdateStateRequest, Json.Empty);

    public static IpcSubscription<Empty, Empty, ComponentUpdatePolicyEvents> SubscribeToComponentUpdates { get; } = new(
        nameof(SubscribeToComponentUpdates), Json.Empty, Json.Empty, nameof(ComponentUpdatePolicyEvents), Json.ComponentUpdatePolicyEvents);

    public static IpcOperation<DeferComponentUpdateRequest, Empty> DeferComponentUpdate { get; } = new(
        nameof(DeferComponentUpdate), Json.DeferComponentUpdateRequest, Json.Empty);

    public static IpcOperation<PauseComponentRequest, Empty> PauseComponent { get; } = new(
        nameof(PauseComponent), Json.PauseComponentRequest, Json.Empty);

    public static IpcOperation<ResumeComponentRequest, Empty> ResumeComponent { get; } = new(
        nameof(ResumeComponent), Json.ResumeComponentRequest, Json.Empty);

    public static IpcOperation<CreateLocalDeploymentRequest, CreateLocalDeploymentResponse> CreateLocalDeployment { get; } = new(
        nameof(CreateLocalDeployment), Json.CreateLocalDeploymentRequest, Json.CreateLocalDeploymentResponse);

    public static IpcOperation<GetLocalDeploymentStatusRequest, GetLocalDeploymentStatusResponse> GetLocalDeploymentStatus { get; } = new(
        nameof(GetLocalDeploymentStatus), Json.GetLocalDeploymentStatusRequest, Json.GetLocalDeploymentStatusResponse);

    public static IpcOperation<Empty, ListLocalDeploymentsResponse> ListLocalDeployments { get; } = new(
        nameof(ListLocalDeployments), Json.Empty, Json.ListLocalDeploymentsResponse);

    public static IpcOperation<CancelLocalDeploymentRequest, CancelLocalDeploymentResponse> CancelLocalDeployment { get; } = new(
        nameof(CancelLocalDeployment), Json.CancelLocalDeploymentRequest, Json.CancelLocalDeploymentResponse);

    public static IpcOperation<Empty, ListComponentsResponse> ListComponents { get; } = new(
        nameof(ListComponents), Json.Empty, Json.ListComponentsResponse);

    public static IpcOperation<GetComponentDetailsRequest, GetComponentDetailsResponse> GetComponentDetails { get; } = new(
        nameof(GetComponentDetails), Json.GetComponentDetailsRequest, Json.GetComponentDetailsResponse);

    public static IpcOperation<RestartComponentRequest, RestartComponentResponse> RestartComponent { get; } = new(
        nameof(RestartComponent), Json.RestartComponentRequest, Json.RestartComponentResponse);

    public static IpcOperation<StopComponentRequest, StopComponentResponse> StopComponent { get; } = new(
        nameof(StopComponent), Json.StopComponentRequest, Json.StopComponentResponse);

    public static IpcOperation<Empty, CreateDebugPasswordResponse> CreateDebugPassword { get; } = new(
        nameof(CreateDebugPassword), Json.Empty, Json.CreateDebugPasswordResponse);

    public static IpcOperation<GetSecretValueRequest, GetSecretValueResponse> GetSecretValue { get; } = new(
        nameof(GetSecretValue), Json.GetSecretValueRequest, Json.GetSecretValueResponse);

    public static IpcOperation<GetThingShadowRequest, GetThingShadowResponse> GetThingShadow { get; } = new(
        nameof(GetThingShadow), Json.GetThingShadowRequest, Json.GetThingShadowResponse);

    public static IpcOperation<UpdateThingShadowRequest, UpdateThingShadowResponse> UpdateThingShadow { get; } = new(
        nameof(UpdateThingShadow), Json.UpdateThingShadowRequest, Json.UpdateThingShadowResponse);

    public static IpcOperation<DeleteThingShadowRequest, DeleteThingShadowResponse> DeleteThingShadow { get; } = new(
        nameof(DeleteThingShadow), Json.DeleteThingShadowRequest, Json.DeleteThingShadowResponse);

    public static IpcOperation<ListNamedShadowsForThingRequest, ListNamedShadowsForThingResponse> ListNamedShadowsForThing { get; } = new(
        nameof(ListNamedShadowsForThing), Json.ListNamedShadowsForThingRequest, Json.ListNamedShadowsForThingResponse);

    public static IpcOperation<GetClientDeviceAuthTokenRequest, GetClientDeviceAuthTokenResponse> GetClientDeviceAuthToken { get; } = new(
        nameof(GetClientDeviceAuthToken), Json.GetClientDeviceAuthTokenRequest, Json.GetClientDeviceAuthTokenResponse);

    public static IpcOperation<VerifyClientDeviceIdentityRequest, VerifyClientDeviceIdentityResponse> VerifyClientDeviceIdentity { get; } =
        new(nameof(VerifyClientDeviceIdentity), Json.VerifyClientDeviceIdentityRequest, Json.VerifyClientDeviceIdentityResponse);

    public static IpcOperation<AuthorizeClientDeviceActionRequest, AuthorizeClientDeviceActionResponse> AuthorizeClientDeviceAction { get; } = new(
        nameof(AuthorizeClientDeviceAction), Json.AuthorizeClientDeviceActionRequest, Json.AuthorizeClientDeviceActionResponse);

    public static IpcSubscription<SubscribeToCertificateUpdatesRequest, Empty, CertificateUpdateEvent> SubscribeToCertificateUpdates { get; } = new(
        nameof(SubscribeToCertificateUpdates), Json.SubscribeToCertificateUpdatesRequest, Json.Empty,
        nameof(CertificateUpdateEvent), Json.CertificateUpdateEvent);

    public static IpcOperation<PutComponentMetricRequest, Empty> PutComponentMetric { get; } = new(
        nameof(PutComponentMetric), Json.PutComponentMetricRequest, Json.Empty);

    public static IpcOperation<ValidateAuthorizationTokenRequest, ValidateAuthorizationTokenResponse> ValidateAuthorizationToken { get; } =
        new(nameof(ValidateAuthorizationToken), Json.ValidateAuthorizationTokenRequest, Json.ValidateAuthorizationTokenResponse);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IpcOperation> All { get; } =
    [
        PublishToTopic, SubscribeToTopic, PublishToIoTCore, SubscribeToIoTCore, SubscribeToIoTCoreConnectionStatus, GetConfiguration,
        UpdateConfiguration, SubscribeToConfigurationUpdate, SubscribeToValidateConfigurationUpdates, SendConfigurationValidityReport,
        UpdateState, SubscribeToComponentUpdates, DeferComponentUpdate, PauseComponent, ResumeComponent, CreateLocalDeployment,
        GetLocalDeploymentStatus, ListLocalDeployments, CancelLocalDeployment, ListComponents, GetComponentDetails, RestartComponent,
        StopComponent, CreateDebugPassword, GetSecretValue, GetThingShadow, UpdateThingShadow, DeleteThingShadow,
        ListNamedShadowsForThing, GetClientDeviceAuthToken, VerifyClientDeviceIdentity, AuthorizeClientDeviceAction,
        SubscribeToCertificateUpdates, PutComponentMetric, ValidateAuthorizationToken,
    ];
}
