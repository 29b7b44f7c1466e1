using System.Globalization;
using Shoreline.Testing.Rtsp;

// A camera for tests: GStreamer's RTSP server plays a clip to each client, from its beginning, on 127.0.0.1. Arguments: PORT CLIP [basic|digest]. User and password
// come in the environment, as no process list shows them. It says READY, and ends when its input does, so that no test run leaves one behind.
if (args.Length is < 2 or > 3)
{
    await Console.Error.WriteLineAsync("usage: Shoreline.RtspServer PORT CLIP [basic|digest]");
    return 2;
}
RtspNative.Init(0, 0);
var server = RtspNative.ServerNew();
RtspNative.SetAddress(server, "127.0.0.1");
RtspNative.SetService(server, int.Parse(args[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
var factory = RtspNative.FactoryNew();
RtspNative.SetLaunch(factory, Clip.Describe(args[1]));
if (args.Length == 3)
{
    var user = Environment.GetEnvironmentVariable("RTSP_USER") ?? "";
    var password = Environment.GetEnvironmentVariable("RTSP_PASSWORD") ?? "";
    Access.Restrict(server, factory, user, password, args[2] == "digest");
}
RtspNative.AddFactory(RtspNative.GetMountPoints(server), "/clip", factory);
if (RtspNative.Attach(server, 0) == 0)
{
    await Console.Error.WriteLineAsync($"port {args[0]} is in use");
    return 1;
}
var loop = RtspNative.MainLoopNew(0, 0);
var serving = Task.Factory.StartNew(() => RtspNative.MainLoopRun(loop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
Console.WriteLine($"READY rtsp://127.0.0.1:{args[0]}/clip");
while (await Console.In.ReadLineAsync() is not null)
{
    // Only the end of the input means something.
}
RtspNative.MainLoopQuit(loop);
await serving;
return 0;
