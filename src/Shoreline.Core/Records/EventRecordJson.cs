using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventRecord))]
internal sealed partial class EventRecordJson : JsonSerializerContext;
