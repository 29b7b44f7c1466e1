using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DetectionRecord))]
internal sealed partial class DetectionRecordJson : JsonSerializerContext;
