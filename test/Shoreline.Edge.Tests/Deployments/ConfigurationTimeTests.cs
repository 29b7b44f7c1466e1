using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Deployments;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>
/// Which of two writers wins, a component that wrote its configuration after a deployment was made, or that deployment: the nucleus' option
/// <c>deploymentConfigurationTimeSource</c> (greengrass-components, 7.6).
/// </summary>
public sealed class ConfigurationTimeTests : IAsyncDisposable
{
    private const long MadeAtMs = 2000;
    private const long WrittenAtMs = 5000; // after the deployment was made, and long before it is processed

    private readonly ScratchFolder _root = new();
    private readonly RecipeFolder _recipes = new();
    private readonly DeploymentDevice _device;

    public ConfigurationTimeTests()
    {
        _device = new DeploymentDevice(DiskFileSystem.Instance, _root.Path, UnixArtifactDisk.Instance);
        _device.Queue.Start();
        _recipes.Add("a", "1.0.0");
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _recipes.Dispose();
        _root.Dispose();
    }

    [Theory]
    [InlineData("""{}""", "own")]
    [InlineData("""{"deploymentConfigurationTimeSource":"deploymentCreationTime"}""", "own")]
    [InlineData("""{"deploymentConfigurationTimeSource":"deploymentProcessingTime"}""", "deployed")]
    [InlineData("""{"DeploymentConfigurationTimeSource":"DEPLOYMENTPROCESSINGTIME"}""", "deployed")]
    [InlineData("""{"deploymentConfigurationTimeSource":null}""", "own")]
    public async Task A_deployment_goes_by_the_time_that_it_sets_itself(string nucleus, string wins)
    {
        await WriteAsync();

        await DeployAsync(nucleus);

        Assert.Equal(wins, Rate);
    }

    [Fact]
    public async Task The_option_counts_for_later_deployments_until_it_is_set_back()
    {
        await WriteAsync();
        await DeployAsync("""{"deploymentConfigurationTimeSource":"deploymentProcessingTime"}""", rate: "first");

        await DeployAsync("{}", rate: "second");
        Assert.Equal("second", Rate);

        await DeployAsync("""{"deploymentConfigurationTimeSource":"deploymentCreationTime"}""", rate: "third");
        Assert.Equal("second", Rate);
    }

    [Theory]
    [InlineData("""{"deploymentConfigurationTimeSource":"yesterday"}""", "\"yesterday\"")]
    [InlineData("""{"deploymentConfigurationTimeSource":1}""", "1")]
    [InlineData("""{"deploymentConfigurationTimeSource":["deploymentProcessingTime"]}""", """["deploymentProcessingTime"]""")]
    [InlineData("""{"deploymentConfigurationTimeSource":{"deploymentProcessingTime":true}}""", """{"deploymentProcessingTime":true}""")]
    public async Task A_value_that_is_not_known_leaves_the_default_and_is_told_with_what_is_allowed(string nucleus, string shown)
    {
        await WriteAsync();

        await DeployAsync(nucleus);

        Assert.Equal("own", Rate);
        var line = Assert.Single(_device.Logger.Lines, line => line.Contains("TimeSource", StringComparison.Ordinal));
        Assert.Contains(
            $"aws.greengrass.Nucleus: deploymentConfigurationTimeSource is {shown}, and must be deploymentCreationTime or "
            + "deploymentProcessingTime; deploymentCreationTime counts instead", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_creation_still_tells_a_stale_deployment()
    {
        await WriteAsync();
        await DeployAsync("""{"deploymentConfigurationTimeSource":"deploymentProcessingTime"}""");

        var stale = await _device.DeployAsync(Document(MadeAtMs - 1, "{}", "stale"));

        Assert.Equal("REJECTED", stale.Details!.Detailed);
        Assert.Equal("deployed", Rate);
    }

    private string? Rate => (string?)_device.Configuration.Get("a", ["rate"])!.Value.Value;

    /// <summary>Deploys the component, which then writes its configuration as it would by IPC.</summary>
    private async Task WriteAsync()
    {
        var first = await _device.DeployAsync(_recipes.Request(("a", "1.0.0")));
        Assert.Equal("SUCCEEDED", first.Status);
        _device.Configuration.Merge("a", [], new JsonObject { ["rate"] = "own" }, WrittenAtMs);
    }

    private async Task DeployAsync(string nucleus, string rate = "deployed")
    {
        var ended = await _device.DeployAsync(Document(MadeAtMs, nucleus, rate));
        Assert.True(ended.Status == "SUCCEEDED", ended.Details?.Cause);
    }

    private static DeploymentDocument Document(long madeAtMs, string nucleus, string rate) => FleetDocument.Read(
        Encoding.UTF8.GetBytes($$$"""
        {"deploymentId":"{{{Guid.NewGuid()}}}","creationTimestamp":{{{madeAtMs}}},
         "configurationArn":"arn:aws:greengrass:eu-west-1:1:configuration:thinggroup/plant:3",
         "components":{
           "a":{"version":"1.0.0","configurationUpdate":{"merge":{"rate":"{{{rate}}}"} } },
           "aws.greengrass.Nucleus":{"version":"2.18.0","configurationUpdate":{"merge":{{{nucleus}}} } } } }
        """), null);
}
