using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>The JSON of shapes (greengrass-ipc, sections 4 and 6).</summary>
public sealed class ShapeJsonTests
{
    [Fact]
    public void Absent_members_are_left_out_and_false_zero_and_empty_ones_are_not()
    {
        Assert.Equal("{}", Write(Empty.Value, IpcJson.Wire.Empty));
        Assert.Equal("""{"payload":""}""", Write(new() { Payload = default }, IpcJson.Wire.DeleteThingShadowResponse));
        Assert.Equal("""{"preUpdateEvent":{"deploymentId":"d","isGgcRestarting":false}}""",
            Write(new() { PreUpdateEvent = new("d", IsGgcRestarting: false) }, IpcJson.Wire.ComponentUpdatePolicyEvents));
        Assert.Equal("""{"deploymentId":"d","recheckAfterMs":0}""", Write(new() { DeploymentId = "d", RecheckAfterMs = 0 }, IpcJson.Wire.DeferComponentUpdateRequest));
    }

    [Fact]
    public void An_empty_payload_is_an_empty_object() =>
        Assert.Equal(new UpdateStateRequest(), IpcJson.Read(default, IpcJson.Wire.UpdateStateRequest));

    [Fact]
    public void Null_members_are_absent_and_unknown_ones_are_ignored()
    {
        var request = Read("""{"topic":null,"other":{"a":[1,null]},"receiveMode":"X"}""", IpcJson.Wire.SubscribeToTopicRequest);
        Assert.Equal((null, "X"), (request.Topic, request.ReceiveMode));
    }

    [Theory]
    [InlineData("1700000000.123", 1_700_000_000_123)]
    [InlineData("1700000000", 1_700_000_000_000)]
    [InlineData("1.7000000001234567e9", 1_700_000_000_123)]
    [InlineData("0", 0)]
    public void Times_are_seconds(string json, long milliseconds)
    {
        var request = Read("{\"timestamp\":" + json + ",\"valueToMerge\":{\"a\":null}}", IpcJson.Wire.UpdateConfigurationRequest);
        Assert.Equal(milliseconds, request.Timestamp!.Value.ToUnixTimeMilliseconds());
        Assert.Equal("""{"a":null}""", request.ValueToMerge!.ToJsonString());
    }

    [Fact]
    public void A_time_is_written_with_its_milliseconds()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        Assert.Equal(
            """{"results":[],"timestamp":1700000000.123}""",
            Write(new() { Results = [], Timestamp = time }, IpcJson.Wire.ListNamedShadowsForThingResponse));
    }

    [Theory]
    [InlineData("""{"timestamp":1700000000123}""")]
    [InlineData("""{"timestamp":"1700000000"}""")]
    [InlineData("""{"timestamp":1e400}""")]
    [InlineData("""{"keyPath":"a"}""")]
    [InlineData("""{"keyPath":[1]}""")]
    [InlineData("""{"keyPath":[],"keyPath":[]}""")]
    [InlineData("""{"valueToMerge":{"a":1,"a":2}}""")]
    [InlineData("""{"keyPath":[]""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("""{"keyPath":["\ud800"]}""")]
    public void What_is_no_such_shape_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => Read(json, IpcJson.Wire.UpdateConfigurationRequest));

    [Fact]
    public void Members_with_names_of_their_own_have_them()
    {
        var request = Read("""
            {"rootComponentVersionsToAdd":{"a":"1.0.0"},"rootComponentsToRemove":["b"],"componentToConfiguration":{"a":{"MERGE":{"x":1.0},"RESET":["/y"]}},
             "componentToRunWithInfo":{"a":{"posixUser":"u:g","systemResourceLimits":{"memory":1024,"cpus":0.5}}},"artifactsDirectoryPath":"/a","recipeDirectoryPath":"/r"}
            """, IpcJson.Wire.CreateLocalDeploymentRequest);
        Assert.Equal("""{"MERGE":{"x":1.0},"RESET":["/y"]}""", request.ComponentToConfiguration!["a"].ToJsonString());
        var limits = request.ComponentToRunWithInfo!["a"].SystemResourceLimits!;
        Assert.Equal((1024, 0.5), (limits.MemoryKiB, limits.Cpus));
        Assert.Equal(("/a", "/r"), (request.ArtifactsDirectoryPath, request.RecipeDirectoryPath));
        Assert.Equal("""{"password":"p","username":"debug","passwordExpiration":1.5,"certificateSHA256Hash":"a","certificateSHA1Hash":"b"}""", Write(
            new()
            {
                Password = "p",
                Username = "debug",
                PasswordExpiration = DateTimeOffset.FromUnixTimeMilliseconds(1500),
                CertificateSha256Hash = "a",
                CertificateSha1Hash = "b",
            },
            IpcJson.Wire.CreateDebugPasswordResponse));
    }

    [Fact]
    public void The_text_of_numbers_is_kept()
    {
        const string Json = """{"jsonMessage":{"message":{"a":1,"b":1.0,"c":1e2,"d":123456789012345678901234567890,"e":null},"context":{"topic":"t"}}}""";
        Assert.Equal(Json, Write(Read(Json, IpcJson.Wire.SubscriptionResponseMessage), IpcJson.Wire.SubscriptionResponseMessage));
        const string Value = """{"componentName":"c","value":{"a":1,"b":1.0,"c":1e2}}""";
        Assert.Equal(Value, Write(Read(Value, IpcJson.Wire.GetConfigurationResponse), IpcJson.Wire.GetConfigurationResponse));
    }

    [Fact]
    public void Errors_carry_what_the_classic_nucleus_adds() => Assert.Equal(
        """{"message":"gone","resourceType":"Component","resourceName":"c","_service":"aws.greengrass#GreengrassCoreIPC","_message":"gone","_errorCode":"ResourceNotFoundError"}""",
        Write(IpcErrorException.NotFound("gone", "Component", "c").ForWire(), IpcJson.Wire.IpcError));

    [Fact]
    public void Secrets_do_not_print() => Assert.DoesNotContain("hush", string.Concat(
        new SecretValue { SecretString = "hush" },
        new GetSecretValueResponse { SecretId = "i", VersionId = "v", VersionStage = [], SecretValue = new() { SecretString = "hush" } },
        new MqttCredential { Password = "hush" },
        new ConnectPayload { AuthToken = "hush" },
        new ValidateAuthorizationTokenRequest { Token = "hush" },
        new GetClientDeviceAuthTokenResponse { ClientDeviceAuthToken = "hush" },
        new AuthorizeClientDeviceActionRequest { ClientDeviceAuthToken = "hush" }));

    [Fact]
    public void Every_operation_is_in_the_list_once()
    {
        var declared = typeof(IpcOperations).GetProperties().Where(p => p.PropertyType.IsAssignableTo(typeof(IpcOperation)));
        Assert.Equal(declared.Select(p => p.Name).Order(), IpcOperations.All.Select(o => o.Name).Order());
        Assert.Equal("aws.greengrass#GetConfigurationResponse", Encoding.UTF8.GetString(IpcOperations.GetConfiguration.ResponseShape));
    }

    private static T Read<T>(string json, JsonTypeInfo<T> type) => IpcJson.Read(Chunks.Of(Encoding.UTF8.GetBytes(json), 5), type);

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
