using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Shoreline.Cloud.Tests.Api;

public sealed class DemoForwardingTests
{
    [Fact]
    public async Task The_demo_switch_is_handed_on_to_the_process_that_runs_the_demo()
    {
        using var data = new ScratchFolder();
        using var demo = new HttpListener();
        var control = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        demo.Prefixes.Add(control.ToString());
        demo.Start();
        await using var cloud = await RunningCloud.StartAsync(RunningCloud.Options(data.Path) with { DemoControl = control });

        var putting = cloud.Http.PutAsJsonAsync("/api/v1/demo/link", new { link = "cut" }, TestContext.Current.CancellationToken);
        var context = await demo.GetContextAsync();
        Assert.Equal(("PUT", "/demo/link"), (context.Request.HttpMethod, context.Request.Url!.AbsolutePath));
        using (var body = new StreamReader(context.Request.InputStream)) Assert.Equal("""{"link":"cut"}""", await body.ReadToEndAsync(TestContext.Current.CancellationToken));
        context.Response.ContentType = "application/json";
        context.Response.Close(Encoding.ASCII.GetBytes("""{"link":"cut"}"""), willBlock: false);
        Assert.Equal("""{"link":"cut"}""", await (await putting).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, (await cloud.Http.PutAsJsonAsync("/api/v1/demo/link", new { link = "maybe" }, TestContext.Current.CancellationToken)).StatusCode);
        demo.Stop();
        Assert.Equal(HttpStatusCode.BadGateway, (await cloud.Http.GetAsync("/api/v1/demo", TestContext.Current.CancellationToken)).StatusCode);
    }
}
