using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(Aggregate))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class TelemetryJson : JsonSerializerContext;
