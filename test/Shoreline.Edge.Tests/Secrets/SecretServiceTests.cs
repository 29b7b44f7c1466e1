using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Secrets;

namespace Shoreline.Edge.Tests.Secrets;

/// <summary>The rules of greengrass-ipc, 6.6.</summary>
public sealed class SecretServiceTests
{
    private const string Door = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:site/door-AbCd12";
    private const string Plain = "arn:shoreline:secret:camera";

    private readonly SecretVault _vault;
    private readonly SecretService _service;

    public SecretServiceTests()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder("/secrets");
        _vault = new SecretVault(disk, "/secrets", SHA256.HashData("key"u8), TimeProvider.System);
        var configuration = new FixedConfiguration("aws.greengrass.SecretManager", JsonNode.Parse($$"""{"cloudSecrets":[{"arn":"{{Door}}","labels":["x"]},{"arn":"{{Plain}}"},5,{"arn":7}]}""")!);
        _service = new SecretService(_vault, configuration, name => name == "camera" ? Encoding.UTF8.GetBytes("user:word") : null);
    }

    [Theory]
    [InlineData(Door, Door)]
    [InlineData("site/door", Door)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:site/door", Door)]
    [InlineData("site/door-AbCd12", Door)]
    [InlineData("camera", Plain)]
    [InlineData("door", null)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCd12", null)]
    [InlineData("", null)]
    public void An_id_is_an_arn_or_a_name(string id, string? arn) => Assert.Equal(arn, _service.ToArn(id));

    [Theory]
    [InlineData("site/door")]
    [InlineData(Door)]
    public void A_value_set_under_name_or_arn_is_found(string storedAs)
    {
        var old = _vault.Set(storedAs, "old"u8, isText: true);
        var now = _vault.Set(storedAs, "now"u8, isText: true);

        using var current = _service.Find(Door, null, null)!;
        using var previous = _service.Find(Door, null, SecretStages.Previous)!;
        using var byId = _service.Find(Door, old, null)!;

        Assert.Equal((now, old, old), (current.Id, previous.Id, byId.Id));
        Assert.Equal("now"u8, current.Value);
        Assert.Equal("old"u8, byId.Value);
        Assert.Null(_service.Find(Door, "no such version", null));
        Assert.Null(_service.Find(Door, null, "NOSTAGE"));
    }

    [Fact]
    public void A_file_of_the_operator_is_the_current_version()
    {
        using var version = _service.Find(Plain, null, null)!;
        Assert.Equal(("user:word", true), (Encoding.UTF8.GetString(version.Value), version.IsText));
        using var again = _service.Find(Plain, version.Id, null)!;
        Assert.Equal(version.Id, again.Id);
        Assert.Null(_service.Find(Plain, null, SecretStages.Previous));
    }

    [Fact]
    public void A_secret_without_a_value_is_not_found() => Assert.Null(_service.Find(Door, null, null));

    private sealed class FixedConfiguration(string component, JsonNode value) : IComponentConfiguration
    {
        public ConfigurationValue? Get(string name, IReadOnlyList<string> path)
        {
            var node = name == component ? path.Aggregate((JsonNode?)value, (at, key) => at?[key]) : null;
            return node is null ? null : new ConfigurationValue(node.DeepClone(), path[^1], node is JsonObject);
        }

        public MergeOutcome Merge(string name, IReadOnlyList<string> path, JsonNode? merged, long timeMs) => throw new NotSupportedException();

        public IDisposable? Watch(string name, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed) => null;
    }
}
