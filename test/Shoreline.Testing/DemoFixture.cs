using System.Text.RegularExpressions;
using Xunit;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>A running <c>shoreline demo</c>: a real gateway, a real cloud, the two drawn scenes.</summary>
public sealed partial class DemoFixture : IAsyncLifetime
{
    // The drawn scenes alone, and small: a browser decodes them in software on the same two cores.
    private static readonly string[] Cameras = ["--camera", "scene://entrance?width=480&height=270&fps=10", "--camera", "scene://line?width=480&height=270&fps=10"];

    private readonly ScratchFolder _data = new();
    private ShorelineProgram? _program;

    /// <summary>Address of the portal, with a slash at the end.</summary>
    public Uri PortalUrl { get; private set; } = null!;

    /// <summary>Address of the gateway's local page.</summary>
    public Uri EdgePageUrl { get; private set; } = null!;

    public string Data => _data.Path;

    public async ValueTask InitializeAsync()
    {
        _program = ShorelineProgram.Start(["demo", "--data", Data, "--port", $"{Ports.Free()}", .. Cameras]);
        await Until.TrueAsync(() => _program.HasExited || EdgePageLine().IsMatch(_program.Output), "the demo tells its addresses", TimeSpan.FromSeconds(90));
        if (_program.HasExited) throw new XunitException($"The demo ended: {_program.Output}\n{_program.Error}");
        PortalUrl = new Uri(PortalLine().Match(_program.Output).Groups[1].Value);
        EdgePageUrl = new Uri(EdgePageLine().Match(_program.Output).Groups[1].Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            _program.Interrupt();
            await _program.WaitAsync(TimeSpan.FromSeconds(90));
            await _program.DisposeAsync();
        }
        _data.Dispose();
    }

    [GeneratedRegex(@"The portal is at (\S+)")]
    private static partial Regex PortalLine();

    [GeneratedRegex(@"own page is at (\S+)")]
    private static partial Regex EdgePageLine();
}
