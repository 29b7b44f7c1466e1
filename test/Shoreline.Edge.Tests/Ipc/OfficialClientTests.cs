using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Secrets;
using Shoreline.Edge.Shadows;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>AWS's own device SDK, unchanged, from its npm package, through every operation that it has (acceptance 6).</summary>
public sealed class OfficialClientTests
{
    private const string Configuration = """
        {"mqtt":{"port":443,"host":"h"},"accessControl":{
          "aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["cam/*"]}},
          "aws.greengrass.ipc.lifecycle":{"p":{"operations":["*"],"resources":["other"]}}}}
        """;

    [Fact]
    public async Task Acceptance_6_the_official_javascript_client_is_served_in_all_its_operations()
    {
        await using var served = new ServedIpc();
        var appToken = served.Runtime.Add("app");
        served.Configuration.Set("app", Configuration);
        served.Runtime.Add("other", version: "2.0.0");
        served.Configuration.Set("other", """{"x":1}""");
        var streamsToken = served.Runtime.Add("aws.greengrass.StreamManager");
        using var info = JsonDocument.Parse(await File.ReadAllBytesAsync(Directory.GetFiles(served.CommandLineFolder).Single()));

        Task<(string Component, string Message)?>? validating = null;
        Task? updating = null;
        var lines = await OfficialClient.RunAsync(
            "nucleus",
            new()
            {
                ["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] = served.SocketPath,
                ["APP_TOKEN"] = appToken,
                ["STREAM_MANAGER_TOKEN"] = streamsToken,
                ["CLI_TOKEN"] = info.RootElement.GetProperty("cli_auth_token").GetString()!,
            },
            line =>
            {
                if (line == """["ready","validation"]""") validating = ValidateAsync(served);
                if (line == """["ready","update"]""") updating = UpdateAsync(served);
            });

        var refused = (string name) => $$"""["{{name}}",["ServiceError","Operation aws.greengrass#{{char.ToUpperInvariant(name[0])}}{{name[1..]}} is not supported by Greengrass"]]""";
        Assert.Equal(
            [
                """["wrongToken",["HandshakeError"]]""",
                """["json",{"jsonMessage":{"message":{"on":true,"list":[1,null,"ü"]},"context":{"topic":"cam/7"}}}]""",
                """["binary",{"binaryMessage":{"message":"hello","context":{"topic":"cam/7"}}}]""",
                """["others",{"jsonMessage":{"message":{"from":"cli"},"context":{"topic":"cam/8"}}}]""",
                """["own",{"jsonMessage":{"message":{"own":1},"context":{"topic":"cam/7"}}}]""",
                """["publishDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ipc.pubsub:aws.greengrass#PublishToTopic on resource secret"]]""",
                """["subscribeDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ipc.pubsub:aws.greengrass#SubscribeToTopic on resource secret/#"]]""",
                """["mode",["ServiceError","Receive mode must be RECEIVE_ALL_MESSAGES or RECEIVE_MESSAGES_FROM_OTHERS"]]""",
                """["leaf",{"componentName":"app","value":{"port":443}}]""",
                """["container",{"componentName":"app","value":{"port":443,"host":"h"}}]""",
                """["noKey",["ServiceError","Key not found"]]""",
                """["update",{}]""",
                """["changed",{"configurationUpdateEvent":{"componentName":"app","keyPath":["mqtt","port"]}}]""",
                """["stale",["ServiceError","Proposed timestamp is older than the config's latest modified timestamp"]]""",
                """["accessControl",["ServiceError","Config update is not allowed for following field accessControl"]]""",
                """["noWatch",["ServiceError","Key not found"]]""",
                """["ready","validation"]""",
                """["proposed",{"validateConfigurationUpdateEvent":{"deploymentId":"d1","configuration":{"limit":90}}}]""",
                """["report",{}]""",
                """["reportTwice",["ServiceError","Nobody waits for a report of app about deployment d1"]]""",
                """["state",{}]""",
                """["deferTooEarly",["ServiceError","app is not subscribed to component updates"]]""",
                """["ready","update"]""",
                """["pre",{"preUpdateEvent":{"deploymentId":"d2","isGgcRestarting":false}}]""",
                """["defer",{}]""",
                """["preAgain",{"preUpdateEvent":{"deploymentId":"d2","isGgcRestarting":false}}]""",
                """["goAhead",{}]""",
                """["post",{"postUpdateEvent":{"deploymentId":"d2"}}]""",
                """["pause",{}]""",
                """["resume",{}]""",
                """["pauseDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ipc.lifecycle:aws.greengrass#PauseComponent on resource app"]]""",
                """["deployment",36]""",
                """["status",{"deploymentId":0,"status":"QUEUED","createdOn":"03-02-2026 02:05:06 UTC"}]""",
                """["statusInvalid",["InternalError"]]""", // the model gives this operation no such error, so the client does not know what to make of it
                """["deployments",["QUEUED"]]""",
                """["cancel",true]""",
                """["cancelUnknown",["ServiceError","There is no local deployment 00000000-0000-0000-0000-000000000000"]]""",
                """["colon",["ServiceError","groupName 'a:b' must not contain a colon"]]""",
                """["createDenied",["InternalError"]]""", // the same
                """["components",[["app","1.0.0","RUNNING",["mqtt","accessControl"]],["aws.greengrass.StreamManager","1.0.0","RUNNING",[]],["other","2.0.0","RUNNING",["x"]]]]""",
                """["details",{"componentDetails":{"componentName":"other","version":"2.0.0","state":"RUNNING","configuration":{"x":1}}}]""",
                """["noComponent",["ServiceError","There is no component gone"]]""",
                """["restart",{"restartStatus":"SUCCEEDED"}]""",
                """["restartUnknown",["ServiceError","There is no component gone"]]""",
                """["stop",{"stopStatus":"SUCCEEDED"}]""",
                """["stopUnknown",["ServiceError","There is no component gone"]]""",
                """["debug",["debug",43,8]]""",
                """["debugDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.Cli:aws.greengrass#CreateDebugPassword on resource *"]]""",
                """["metric",{}]""",
                """["metricDenied",["ServiceError","app is not authorized to put metrics: only components of the platform are"]]""",
                """["metricInvalid",["ServiceError","metric depth has no value of 0 or more"]]""",
                """["token",{"isValid":true}]""",
                """["tokenUnknown",["ServiceError","Invalid token used by client"]]""",
                """["tokenDenied",["ServiceError","app is not authorized to perform aws.greengrass#ValidateAuthorizationToken"]]""",
                refused("publishToIoTCore"), refused("getSecretValue"), refused("getThingShadow"), refused("updateThingShadow"),
                refused("deleteThingShadow"), refused("listNamedShadowsForThing"), refused("getClientDeviceAuthToken"),
                refused("verifyClientDeviceIdentity"), refused("authorizeClientDeviceAction"),
                refused("subscribeToIoTCore"), refused("subscribeToCertificateUpdates"),
                """["end",0]""",
            ],
            lines);
        Assert.Equal(("app", "too hot"), await validating!);
        await updating!;
        Assert.Equal(
            ["report app Running", "pause other", "resume other", "restart other", "restart gone", "stop other", "stop gone"],
            served.Runtime.Calls);
        var request = Assert.Single(served.Deployments.Requests);
        Assert.Equal(("g", "1.0.0", true, """{"MERGE":{"x":1},"RESET":["/y"]}"""), (request.GroupName, request.RootsToAdd["app"], request.RollBack, request.Configuration["app"].ToJsonString()));
        Assert.Equal(new RunWith { PosixUser = "u:g", MemoryKiB = 2048, Cpus = 1.5 }, request.RunWith["app"]);
        await Until.TrueAsync(() => served.Server.ConnectionCount == 0, "its connections to end");
    }

    [Fact]
    public async Task Acceptance_6_the_official_javascript_client_uses_shadows_secrets_and_the_broker_above()
    {
        const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
        using var folder = new ScratchFolder();
        using var broker = new MosquittoFixture();
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder.Path });
        await using var proxy = new MqttProxyService(
            new MqttClientOptions { Broker = broker.Endpoint }, store, new MqttProxyOptions(), NullLogger.Instance, TimeProvider.System);
        var disk = new SimulatedFileSystem();
        disk.CreateFolder("/secrets");
        var vault = new SecretVault(disk, "/secrets", SHA256.HashData("key"u8), TimeProvider.System);
        vault.Set("door", "open sesame"u8, isText: true);

        await using var served = new ServedIpc();
        ShadowOperations.AddTo(served.Parts.Operations, new ShadowService(
            disk, "/shadows", () => new ShadowLimits(), new TopicPublications(served.Parts.Topics), NullLogger.Instance, TimeProvider.System));
        SecretOperations.AddTo(served.Parts.Operations, new SecretService(vault, served.Configuration));
        MqttOperations.AddTo(served.Parts.Operations, proxy);
        served.Configuration.Set("aws.greengrass.SecretManager", $$"""{"cloudSecrets":[{"arn":"{{Arn}}door-AbCd12"},{"arn":"{{Arn}}other-AbCd12"}]}""");
        var token = served.Runtime.Add("app");
        served.Configuration.Set("app", $$$"""
            {"accessControl":{
              "aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["$aws/things/gw-01/*"]}},
              "aws.greengrass.ShadowManager":{"p":{"operations":["*"],"resources":["$aws/things/gw-01/shadow*","gw-01"]}},
              "aws.greengrass.SecretManager":{"p":{"operations":["*"],"resources":["{{{Arn}}}door*"]}},
              "aws.greengrass.ipc.mqttproxy":{"p":{"operations":["*"],"resources":["site/#"]} } } }
            """);
        var lines = await OfficialClient.RunAsync(
            "services", new() { ["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] = served.SocketPath, ["APP_TOKEN"] = token });
        Assert.Equal(
            [
                """["updated",[{"reported":{"open":true},"desired":{"open":false}},1,"c"]]""",
                """["published",1]""",
                """["shadow",[{"desired":{"open":false},"reported":{"open":true},"delta":{"open":false}},1]]""",
                """["shadows",[["door"],true]]""",
                """["conflict",["ServiceError","Version conflict"]]""",
                """["shadowInvalid",["ServiceError","Invalid JSON"]]""",
                """["deleted",{"payload":""}]""",
                """["noShadow",["ServiceError","No shadow found"]]""",
                """["shadowDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ShadowManager:aws.greengrass#GetThingShadow on resource $aws/things/other/shadow"]]""",
                $$"""["secret",["{{Arn}}door-AbCd12",["AWSCURRENT"],"open sesame"]]""",
                $$"""["secretDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.SecretManager:aws.greengrass#GetSecretValue on resource {{Arn}}other-AbCd12"]]""",
                """["noSecret",["ServiceError","Secret not found: gone is not configured on this device"]]""",
                """["sent",{}]""",
                """["received",{"message":{"topicName":"site/door","payload":"open","retain":false,"userProperties":[{"key":"k","value":"v"}],"correlationData":"id","responseTopic":"site/answers","payloadFormat":"1","contentType":"text/plain"}}]""",
                """["sendDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ipc.mqttproxy:aws.greengrass#PublishToIoTCore on resource other"]]""",
                """["receiveDenied",["ServiceError","Principal app is not authorized to perform aws.greengrass.ipc.mqttproxy:aws.greengrass#SubscribeToIoTCore on resource #"]]""",
            ],
            lines);
    }

    private static Task<(string Component, string Message)?> ValidateAsync(ServedIpc served) => served.Parts.Consent.ValidateAsync(
        "d1", new Dictionary<string, JsonObject> { ["app"] = new() { ["limit"] = 90 } }, TimeSpan.FromSeconds(30), CancellationToken.None);

    private static async Task UpdateAsync(ServedIpc served)
    {
        await served.Parts.Consent.AskToUpdateAsync("d2", isRestarting: false, TimeSpan.FromSeconds(30), CancellationToken.None);
        served.Parts.Consent.Updated("d2");
    }
}
