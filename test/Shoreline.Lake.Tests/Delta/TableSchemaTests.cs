using FsCheck;
using FsCheck.Fluent;
using Shoreline.Lake.Delta;

namespace Shoreline.Lake.Tests.Delta;

public sealed class TableSchemaTests
{
    private static readonly string[] Primitives = ["VARCHAR", "BIGINT", "DATE", "TIMESTAMP WITH TIME ZONE", "BLOB", "BOOLEAN", "INTEGER", "DOUBLE", "FLOAT", "DECIMAL(18,3)"];

    [Theory]
    [InlineData("TIMESTAMP")]
    [InlineData("UBIGINT")]
    [InlineData("HUGEINT")]
    [InlineData("INTERVAL[]")]
    [InlineData("DOUBLE[3]")]
    [InlineData("STRUCT(\"a\" HUGEINT)")]
    public void A_type_that_Delta_lacks_is_none(string sql) => Assert.Null(SqlTypeParser.Parse(sql));

    [Fact]
    public void Any_type_goes_from_SQL_to_Delta_and_back() =>
        Prop.ForAll(Types(3).ToArbitrary(), sql =>
        {
            var type = SqlTypeParser.Parse(sql);
            Assert.NotNull(type);
            Assert.Equal(sql, type.SqlType);
            var schema = new TableSchema([new TableColumn("a \"b\"", type)]);
            Assert.Equal(sql, TableSchema.FromJson(schema.ToJson()).Columns[0].Type.SqlType);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_schema_string_is_that_of_the_protocol() => Assert.Equal(
        """{"type":"struct","fields":[{"name":"k","type":{"type":"array","elementType":{"type":"struct","fields":[{"name":"x","type":"double","nullable":true,"metadata":{}}]},"containsNull":true},"nullable":true,"metadata":{}}]}""",
        new TableSchema([new TableColumn("k", SqlTypeParser.Parse("STRUCT(\"x\" DOUBLE)[]")!)]).ToJson());

    private static Gen<string> Types(int depth) => depth == 0
        ? Gen.Elements(Primitives)
        : Gen.OneOf(
            Gen.Elements(Primitives),
            Types(depth - 1).Select(item => item + "[]"),
            Types(depth - 1).SelectMany(first => Types(depth - 1).Select(second => $"STRUCT(\"a\" {first}, \"it's, \"\"b\"\" ([\" {second})")));
}
