using Shoreline.Core.Processes;

namespace Shoreline.Nucleus;

/// <summary>
/// What a gateway does at its end that a component's bootstrap step asked for (greengrass-components, 7.11). Why: docs/decisions/0018-a-gateway-starts-itself-anew.md.
/// </summary>
internal static class EdgeRestart
{
    /// <summary>Exit code that asks for a new start of the gateway.</summary>
    public const int Gateway = 100;

    /// <summary>Exit code that asks for a new start of the device.</summary>
    public const int Device = 101;

    /// <summary>To be called when everything is stopped. Where nobody watches, a new start of the gateway is made here, and this does not return.</summary>
    /// <returns>The exit code.</returns>
    public static int End(int code, ServiceManager manager)
    {
        switch (code)
        {
            case Gateway when manager.IsThere:
                Say($"the gateway ends with exit code {Gateway}: a component's bootstrap step asks for a new start. Whoever supervises it starts it again, and the deployment goes on.");
                break;
            case Gateway:
                Say("the gateway starts anew: a component's bootstrap step asks for it. The deployment goes on.");
                Say($"the gateway could not be started anew, {ProcessImage.BeginAnew()}. Start it by hand with the same arguments: the deployment goes on.");
                break;
            case Device:
                Say($"the gateway ends with exit code {Device}: a component's bootstrap step asks for a restart of this device. Restart it; the deployment goes on when the gateway is started again.");
                break;
        }
        return code;
    }

    private static void Say(string line) => Console.Error.WriteLine($"shoreline: {line}");
}
