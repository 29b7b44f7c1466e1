using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.StreamManager;

namespace Shoreline.Edge.Tests.StreamManager;

public sealed class StreamManagerParametersTests
{
    [Fact]
    public void A_configuration_of_aws_s_component_is_read_as_it_is()
    {
        var parameters = StreamManagerParameters.Read(new Dictionary<string, string>
        {
            ["STREAM_MANAGER_STORE_ROOT_DIR"] = "/data/streams",
            ["STREAM_MANAGER_SERVER_PORT"] = "18088",
            ["STREAM_MANAGER_AUTHENTICATE_CLIENT"] = "false",
            ["STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH"] = "16",
            ["STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE"] = "2",
            ["STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES"] = "10485760",
            ["LOG_LEVEL"] = "WARN",
            ["JVM_ARGS"] = "-Xms32M -Xmx64M",
            ["STREAM_MANAGER_READ_ONLY_DIRS"] = "/tmp",
            ["startupTimeoutSeconds"] = "120",
            ["SOMETHING_NEW"] = "1",
        });
        Assert.Equal(
            ("/data/streams", 18_088, false, 16_000L),
            (parameters.StoreRoot, parameters.Port!.Value, parameters.AuthenticateClient!.Value, parameters.ExportBitsPerSecond!.Value));
        Assert.Equal(
            (2, 10_485_760L, LogLevel.Warning),
            (parameters.ExportsAtOnce!.Value, parameters.MultipartPartBytes!.Value, parameters.LogLevel!.Value));
        Assert.Equal(
            ["LOG_LEVEL", "SOMETHING_NEW", "STREAM_MANAGER_STORE_ROOT_DIR"],
            parameters.WithoutEffect);
        var options = parameters.Apply(new StreamServerOptions { Token = "secret" });
        Assert.Equal((18_088, null), (options.Port, options.Token));
    }

    [Fact]
    public void What_is_left_out_changes_nothing()
    {
        var options = new StreamServerOptions { Port = 1, Token = "secret" };
        Assert.Equal(options, StreamManagerParameters.Read(new Dictionary<string, string>()).Apply(options));
        Assert.Equal(
            3, StreamManagerParameters.Read(new Dictionary<string, string> { ["STREAM_MANAGER_THREAD_POOL_SIZE"] = "3" }).ExportsAtOnce);
    }

    [Theory]
    [InlineData("STREAM_MANAGER_STORE_ROOT_DIR", "streams")]
    [InlineData("STREAM_MANAGER_SERVER_PORT", "65536")]
    [InlineData("STREAM_MANAGER_SERVER_PORT", "-1")]
    [InlineData("STREAM_MANAGER_AUTHENTICATE_CLIENT", "yes")]
    [InlineData("STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH", "0")]
    [InlineData("STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE", "0")]
    [InlineData("STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES", "5242879")]
    [InlineData("LOG_LEVEL", "LOUD")]
    public void A_wrong_value_is_named(string name, string value) => Assert.Contains(
        $"{name} is '{value}'", Assert.Throws<InvalidInputException>(() => StreamManagerParameters.Read(new Dictionary<string, string> { [name] = value })).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_wrong_value_is_reported_at_once() =>
        Assert.Equal(2, Assert.Throws<InvalidInputException>(() => StreamManagerParameters.Read(
        new Dictionary<string, string> { ["LOG_LEVEL"] = "x", ["STREAM_MANAGER_SERVER_PORT"] = "x" })).Message.Split('\n').Length);
}
