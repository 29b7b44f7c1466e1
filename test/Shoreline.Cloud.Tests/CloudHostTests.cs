using System.Net;
using System.Net.Sockets;
using Shoreline.Core;

namespace Shoreline.Cloud.Tests;

public sealed class CloudHostTests : IDisposable
{
    private readonly ScratchFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_run_file_tells_where_the_cloud_is_and_goes_with_it()
    {
        await using (var cloud = await RunningCloud.StartAsync(_data.Path))
        {
            Assert.Equal(new RunFile(Environment.ProcessId, cloud.Host.Portal, cloud.Host.Broker), RunFile.TryRead(_data.Path));
        }
        Assert.Null(RunFile.TryRead(_data.Path));
    }

    [Fact]
    public async Task A_data_folder_serves_one_cloud_at_a_time()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => RunningCloud.StartAsync(_data.Path));
        Assert.Contains("in use by another cloud", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_key_and_nothing_stays_behind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = RunningCloud.Options(_data.Path);

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => RunningCloud.StartAsync(options with { Portal = new PortalOptions { Port = port } }));

        Assert.Contains($"Port {port} on 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("portal.port", error.Message, StringComparison.Ordinal);
        await using var cloud = await RunningCloud.StartAsync(options); // the folder and its broker are free again
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        var file = _data["file"];
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => RunningCloud.StartAsync(Path.Combine(file, "data")));
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_for_a_job_that_is_not_there_is_refused()
    {
        var options = RunningCloud.Options(_data.Path) with { Jobs = new Dictionary<string, string> { ["cure"] = "off" } };
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => RunningCloud.StartAsync(options));
        Assert.Contains("cure", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_broker_that_is_killed_comes_back_on_its_port()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        using (var broker = System.Diagnostics.Process.GetProcessById(int.Parse(
            await File.ReadAllTextAsync(Directory.GetFiles(_data["broker"], "*.pid").Single(), TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture)))
        {
            broker.Kill();
        }
        await Until.TrueAsync(async () => !(await cloud.GetAsync("/api/v1/status")).GetProperty("brokerConnected").GetBoolean(), "the loss is seen");
        await Until.TrueAsync(async () => (await cloud.GetAsync("/api/v1/status")).GetProperty("brokerConnected").GetBoolean(), "the broker is back");
        await using var acks = await AckListener.StartAsync(cloud.Host.Broker);
        await new ForeignPublisher(cloud.Host.Broker).RecordsAsync("readings", 0, "{}");
        await Until.TrueAsync(() => acks.Covers("readings", 0, 0), "records land again");
    }

    [Fact]
    public async Task With_a_broker_that_is_away_the_portal_comes_up_and_says_so_and_records_land_once_it_is_back()
    {
        using var broker = new MosquittoFixture();
        broker.Kill();
        var options = RunningCloud.Options(_data.Path) with { Broker = new BrokerOptions { External = broker.Endpoint } };
        await using var cloud = await RunningCloud.StartAsync(options);
        Assert.Contains("broker", (await cloud.GetAsync("/api/v1/status")).GetProperty("error").GetString(), StringComparison.Ordinal);

        broker.Start();
        await using var acks = await AckListener.StartAsync(broker.Endpoint);
        await Until.TrueAsync(async () => (await cloud.GetAsync("/api/v1/status")).GetProperty("brokerConnected").GetBoolean(), "the cloud is connected");
        await new ForeignPublisher(broker.Endpoint).RecordsAsync("readings", 0, "{}");
        await Until.TrueAsync(() => acks.Covers("readings", 0, 0), "the record is acknowledged");
    }
}
