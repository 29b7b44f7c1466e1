using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Lake.Delta;

namespace Shoreline.Lake.Tests.Delta;

public sealed class DeltaLogTests
{
    private const string Commit =
        """
        {"commitInfo":{"timestamp":1769851800000,"operation":"WRITE","operationParameters":{"mode":"Append"},"isolationLevel":"Serializable"}}
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"5fba94ed-9794-4965-ba6e-6ee3c0d22af9","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"date\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["date"],"configuration":{},"createdTime":1769851800000}}
        {"txn":{"appId":"job:x","version":7,"lastUpdated":1769851800000}}
        {"somethingNewer":{"x":1}}
        {"add":{"path":"date=2026-01-31/part%20one.parquet","partitionValues":{"date":"2026-01-31"},"size":841,"modificationTime":1769851800000,"dataChange":true,"stats":"{\"numRecords\":3,\"minValues\":{\"a\":10},\"maxValues\":{\"a\":20},\"nullCount\":{\"a\":0}}","tags":{"x":"y"}}}
        {"add":{"path":"date=2026-02-01/b.parquet","partitionValues":{"date":"2026-02-01"},"size":9,"modificationTime":1769851800000,"dataChange":true}}

        """;

    [Fact]
    public void A_commit_of_another_engine_is_understood()
    {
        var snapshot = Snapshot.None.Apply(0, DeltaLog.Parse(Encoding.UTF8.GetBytes(Commit), "0.json"));

        Assert.Equal(["a", "date"], snapshot.Schema.Columns.Select(column => column.Name));
        Assert.Equal((3, 850), (snapshot.RowCount, snapshot.Bytes));
        Assert.Equal(7, snapshot.ProgressOf("job:x"));
        Assert.Equal(-1, snapshot.ProgressOf("job:y"));
        var file = snapshot.Files["date=2026-01-31/part%20one.parquet"];
        Assert.Equal(("date=2026-01-31/part one.parquet", "2026-01-31"), (file.Path, file.Date));
        Assert.True(file.Statistics!.MayHold("a", 20L, 30L));
        Assert.False(file.Statistics.MayHold("a", 21L, 30L));
        Assert.True(file.Statistics.MayHold("unknown", 21L, 30L));
    }

    [Fact]
    public void A_removed_file_is_gone_with_its_rows()
    {
        var first = Snapshot.None.Apply(0, DeltaLog.Parse(Encoding.UTF8.GetBytes(Commit), "0.json"));

        var second = first.Apply(1, [new DeltaAction { Remove = new RemoveAction { Path = "date=2026-01-31/part%20one.parquet", DataChange = true } }]);

        Assert.Equal((0, 9, 1), (second.RowCount, second.Bytes, second.Files.Count));
        Assert.Equal(3, first.RowCount);
    }

    [Theory]
    [InlineData("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":[]}}""")]
    [InlineData("""{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}""")]
    public void A_table_that_asks_for_more_is_refused(string protocol)
    {
        var first = Snapshot.None.Apply(0, DeltaLog.Parse(Encoding.UTF8.GetBytes(Commit), "0.json"));

        Assert.Throws<TableFormatException>(() => first.Apply(1, DeltaLog.Parse(Encoding.UTF8.GetBytes(protocol), "1.json")));
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll<NonNull<string>, long, bool>((path, size, change) =>
        {
            if (path.Get.Any(char.IsSurrogate)) return; // half a character is no text
            var add = new AddAction
            {
                Path = path.Get,
                PartitionValues = new Dictionary<string, string?> { ["date"] = null },
                Size = size,
                ModificationTime = size,
                DataChange = change,
                Stats = path.Get,
            };
            var read = Assert.Single(DeltaLog.Parse(DeltaLog.Format([new DeltaAction { Add = add }]).Span, "x")).Add!;
            Assert.Equal((add.Path, add.Size, add.DataChange, add.Stats), (read.Path, read.Size, read.DataChange, read.Stats));
            Assert.Null(read.PartitionValues["date"]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damage_is_an_error_that_names_the_file_or_a_commit_that_still_reads() =>
        Prop.ForAll<NonNegativeInt, byte>((position, value) =>
        {
            var content = Encoding.UTF8.GetBytes(Commit);
            content[position.Get % content.Length] = value;
            try
            {
                DeltaLog.Parse(content, "the-file");
            }
            catch (TableFormatException e)
            {
                Assert.Contains("the-file", e.Message, StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();
}
