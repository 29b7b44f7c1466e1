using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Shadows;
using Shoreline.Edge.Tests.Exports;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Shadows;

/// <summary>A shadow service on a simulated disk, spoken to in text.</summary>
internal sealed class ShadowDesk(IFileSystem files, ShadowLimits? limits = null)
{
    public const string Thing = "gw-01";
    public const long Start = 1_769_851_800; // 2026-01-31 09:30

    public StepClock Clock { get; } = new();

    public Published Published { get; } = new();

    /// <summary>May be changed at any time.</summary>
    public ShadowLimits Limits { get; set; } = limits ?? new ShadowLimits { ThingRequestsPerSecond = 1000, RequestsPerSecond = 1000 };

    public ShadowService Service => field ??= new ShadowService(files, "/shadows", () => Limits,
        Published, NullLogger.Instance, Clock);

    public JsonObject Update(string payload, string? name = null) => Parse(Service.Update(Thing, name, Encoding.UTF8.GetBytes(payload)));

    public JsonObject Get(string? name = null) => Parse(Service.Get(Thing, name));

    public string State(string? name = null) => Get(name)["state"]!.ToJsonString();

    public ShadowException Refusal(string payload, string? name = null) => Assert.Throws<ShadowException>(() => Update(payload, name));

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();
}
