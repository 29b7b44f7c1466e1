using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComparisonRecord))]
[JsonSerializable(typeof(DifferenceRecord))]
internal sealed partial class ComparisonRecordJson : JsonSerializerContext;
