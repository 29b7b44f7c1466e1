using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Greengrass.Tests.StreamManager;

/// <summary>The JSON documents in payloads (specification, 4.6).</summary>
public sealed class DocumentTests
{
    private const string StatusOfTheSpecification = """
        {"eventType":0,"statusLevel":2,"status":0,"statusContext":{"s3ExportTaskDefinition":{"inputUrl":"file:/data/clip-17.mp4","bucket":"lake","key":"cam-1/2026/01/31/clip-17.mp4"},"exportIdentifier":"clips","streamName":"clip-uploads","sequenceNumber":17},"message":"uploaded","timestampEpochMs":1769850000123}
        """;

    private static readonly S3ExportTaskDefinition Task = new() { InputUrl = "file:/data/a b.mp4", Bucket = "lake", Key = "cam-1/!{timestamp:yyyy/MM/dd}/clip.mp4" };

    [Fact]
    public void The_status_message_of_the_specification_is_written_and_read_letter_for_letter()
    {
        var message = new StatusMessage
        {
            Status = UploadStatus.Success,
            StatusContext = new()
            {
                S3ExportTaskDefinition = new() { InputUrl = "file:/data/clip-17.mp4", Bucket = "lake", Key = "cam-1/2026/01/31/clip-17.mp4" },
                ExportIdentifier = "clips",
                StreamName = "clip-uploads",
                SequenceNumber = 17,
            },
            Message = "uploaded",
            TimestampEpochMs = 1_769_850_000_123,
        };
        Assert.Equal(StatusOfTheSpecification, Encoding.UTF8.GetString(message.Encode()));
        Assert.Null(StatusMessage.TryDecode(Encoding.UTF8.GetBytes(StatusOfTheSpecification), out var read));
        Assert.Equal(message, read);
    }

    [Fact]
    public void A_status_message_s_level_is_info_where_it_has_none_and_its_task_need_not_be_a_good_one()
    {
        Assert.Null(StatusMessage.TryDecode("""{"eventType":0,"status":1,"statusContext":{"s3ExportTaskDefinition":{"inputUrl":"","bucket":"","key":""}},"new":[1]}"""u8, out var read));
        Assert.Equal((StatusLevel.Info, UploadStatus.Failure, ""), (read!.StatusLevel, read.Status, read.StatusContext!.S3ExportTaskDefinition!.Bucket));
    }

    [Theory]
    [InlineData("""{"eventType":0}""")]
    [InlineData("""{"eventType":0,"status":5}""")]
    [InlineData("""{"eventType":1,"status":0}""")]
    [InlineData("""{"eventType":0,"status":"Success"}""")]
    [InlineData("""{"eventType":0,"status":0,"statusLevel":5}""")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_no_status_message_is_said_to_be_none(string json) => Assert.NotNull(StatusMessage.TryDecode(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void A_task_s_metadata_may_be_numbers_which_are_taken_as_text()
    {
        Assert.Null(S3ExportTaskDefinition.TryDecode(
            """{"inputUrl":"file:/x","bucket":"lake","key":"k","userMetadata":{"a":"text","b":17,"c":1.50,"d":true}}"""u8, out var task));
        Assert.Equal([("a", "text"), ("b", "17"), ("c", "1.50"), ("d", "true")], task!.UserMetadata!.Select(m => (m.Key, m.Value)));
        Assert.Equal("""{"inputUrl":"file:/x","bucket":"lake","key":"k","userMetadata":{"a":"text","b":"17","c":"1.50","d":"true"}}""", Encoding.UTF8.GetString(task.Encode()));
    }

    [Fact]
    public void Letters_of_other_scripts_and_signs_come_back_as_they_were()
    {
        var task = Task with { InputUrl = "file:///dätä/<clip> & \"so\".mp4" };
        Assert.Contains("dätä/<clip> & \\\"so", Encoding.UTF8.GetString(task.Encode()), StringComparison.Ordinal);
        Assert.Null(S3ExportTaskDefinition.TryDecode(task.Encode(), out var read));
        Assert.Equal(task.InputUrl, read!.InputUrl);
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("a-b.c1", true)]
    [InlineData("123", true)]
    [InlineData("ab", false)]
    [InlineData("1.2.3", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("1.2.c", true)]
    [InlineData("Abc", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("a..b", false)]
    [InlineData("a_b", false)]
    [InlineData("abc\n", false)]
    public void Names_of_buckets_are_checked(string name, bool good) => Assert.Equal(good, S3Names.IsBucket(name));

    [Theory]
    [InlineData("a/b/c.mp4", true)]
    [InlineData("!{timestamp:YYYY/MM}/!{timestamp:dd}/x", true)]
    [InlineData("ü!$&'", false)]
    [InlineData("ü!$&(),;=@:*", true)]
    [InlineData("a b", false)]
    [InlineData("!{timestamp}", false)]
    [InlineData("!{timestamp:}", false)]
    [InlineData("!{:yyyy}", false)]
    [InlineData("!{timestamp:yyyy-MM}", false)]
    [InlineData("{x}", false)]
    [InlineData("", false)]
    public void Keys_are_checked(string key, bool good) => Assert.Equal(good, S3Names.IsKey(key));

    [Fact]
    public void The_longest_names_fit_and_longer_ones_do_not()
    {
        Assert.True(S3Names.IsBucket(new string('a', 63)) && !S3Names.IsBucket(new string('a', 64)));
        Assert.True(S3Names.IsKey(new string('a', 1024)) && !S3Names.IsKey(new string('a', 1025)));
    }

    [Fact]
    public void Every_broken_rule_of_a_task_is_named()
    {
        var task = new S3ExportTaskDefinition { InputUrl = "http://x", Bucket = "B", Key = "", UserMetadata = new Dictionary<string, string> { ["$AWS-gg-x"] = "1" } };
        Assert.Equal(4, task.Faults().Count);
        var failure = Assert.Throws<InvalidMessageException>(task.Encode);
        foreach (var part in new[] { "inputUrl", "bucket", "key", "reserved" }) Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_asset_s_values_are_written_with_the_quality_as_text()
    {
        var entry = new PutAssetPropertyValueEntry
        {
            EntryId = "e-1",
            PropertyAlias = "/hall 1/temperature",
            PropertyValues =
            [
                new() { Value = Variant.Of(21.5), Timestamp = TimeInNanos.Of(DateTimeOffset.FromUnixTimeMilliseconds(1_769_850_000_123)), Quality = Quality.Good },
                new() { Value = Variant.Of(true), Timestamp = new() { TimeInSeconds = 1 } },
            ],
        };
        const string Json = """
            {"entryId":"e-1","propertyAlias":"/hall 1/temperature","propertyValues":[{"value":{"doubleValue":21.5},"timestamp":{"timeInSeconds":1769850000,"offsetInNanos":123000000},"quality":"GOOD"},{"value":{"booleanValue":true},"timestamp":{"timeInSeconds":1}}]}
            """;
        Assert.Equal(Json, Encoding.UTF8.GetString(entry.Encode()));
        Assert.Null(PutAssetPropertyValueEntry.TryDecode(entry.Encode(), out var read));
        Assert.Equal(Json, Encoding.UTF8.GetString(read!.Encode()));
    }

    [Theory]
    [InlineData("\"entryId\":\"a b\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"assetId\":\"a\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"a\\u0001\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1,\"doubleValue\":1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":-1},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"stringValue\":\"\"},\"timestamp\":{\"timeInSeconds\":1}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":0}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1,\"offsetInNanos\":1000000000}")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1},\"quality\":\"good\"")]
    [InlineData("\"entryId\":\"e\",\"propertyAlias\":\"p\"", "\"value\":{\"integerValue\":1},\"timestamp\":{\"timeInSeconds\":1},\"quality\":0")]
    public void A_wrong_asset_value_is_refused(string entry, string value) =>
        Assert.NotNull(PutAssetPropertyValueEntry.TryDecode(Encoding.UTF8.GetBytes($$"""{{{entry}},"propertyValues":[{{{value}}}]}"""), out _));

    [Fact]
    public void Any_bytes_are_a_document_or_refused_and_nothing_else() => Prop.ForAll<int, int>((seed, flip) =>
    {
        var random = new Random(seed);
        byte[][] documents = [Encoding.UTF8.GetBytes(StatusOfTheSpecification), Task.Encode()];
        foreach (var document in documents)
        {
            var bytes = document[..random.Next(document.Length + 1)];
            if (bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << (flip & 7));
            _ = StatusMessage.TryDecode(bytes, out _);
            _ = S3ExportTaskDefinition.TryDecode(bytes, out _);
            _ = PutAssetPropertyValueEntry.TryDecode(bytes, out _);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
