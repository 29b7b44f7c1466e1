using System.Security.Cryptography;
using System.Text.Json;
using Shoreline.Edge.Secrets;
using Shoreline.Edge.Tests.Ipc;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Secrets;

/// <summary>Secrets as a component sees them over IPC.</summary>
public sealed class SecretIpcTests : IAsyncDisposable
{
    private const string Door = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:door-AbCd12";
    private const string Other = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCd12";
    private const string Policy =
        """{"accessControl":{"aws.greengrass.SecretManager":{"p":{"operations":["aws.greengrass#GetSecretValue"],"resources":["arn:aws:secretsmanager:eu-west-1:123456789012:secret:door*"]}}}}""";

    private readonly ServedIpc _served = new();
    private readonly SecretVault _vault;

    public SecretIpcTests()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder("/secrets");
        _vault = new SecretVault(disk, "/secrets", SHA256.HashData("key"u8), TimeProvider.System);
        _served.Runtime.Add("aws.greengrass.SecretManager");
        _served.Configuration.Set("aws.greengrass.SecretManager", $$"""{"cloudSecrets":[{"arn":"{{Door}}"},{"arn":"{{Other}}"}]}""");
        SecretOperations.AddTo(_served.Parts.Operations, new SecretService(_vault, _served.Configuration));
    }

    [Fact]
    public async Task Text_and_bytes_are_given_with_arn_version_and_stages()
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);
        var id = _vault.Set("door", "open sesame"u8, isText: true);
        Assert.Equal(
            $$$"""{"secretId":"{{{Door}}}","versionId":"{{{id}}}","versionStage":["AWSCURRENT"],"secretValue":{"secretString":"open sesame"}}""",
            await client.OkAsync(IpcOperations.GetSecretValue, """{"secretId":"door","refresh":true}"""));

        _vault.Set("door", [0, 255], isText: false);
        Assert.Equal("AP8=", JsonDocument.Parse(await client.OkAsync(IpcOperations.GetSecretValue, $$"""{"secretId":"{{Door}}"}"""))
            .RootElement.GetProperty("secretValue").GetProperty("secretBinary").GetString());
        Assert.Contains("open sesame", await client.OkAsync(IpcOperations.GetSecretValue, """{"secretId":"door","versionStage":"AWSPREVIOUS"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "ServiceError")]
    [InlineData("""{"secretId":"nobody"}""", "ResourceNotFoundError")]
    [InlineData("""{"secretId":"other"}""", "UnauthorizedError")]
    [InlineData("""{"secretId":"door","versionId":"a","versionStage":"b"}""", "ServiceError")]
    [InlineData("""{"secretId":"door"}""", "ResourceNotFoundError")]
    public async Task Refusals_have_the_shapes_of_the_model(string request, string shape)
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);

        Assert.Equal(shape, await client.ErrorShapeAsync(IpcOperations.GetSecretValue, request));
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();
}
