using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>RFC 6901; the document and most pointers are those of its section 5.</summary>
public sealed class JsonPointerTests
{
    private static readonly JsonNode Document = JsonNode.Parse("""{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"o~1p":9,"null":null}""")!;

    [Theory]
    [InlineData("/foo", """["bar","baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/o~01p", "9")]
    public void A_pointer_finds_its_value(string text, string json)
    {
        Assert.True(JsonPointer.Parse(text).TryFind(Document, out var found));
        Assert.Equal(json, found!.ToJsonString());
    }

    [Fact]
    public void The_empty_pointer_is_the_document_and_null_is_a_value()
    {
        Assert.True(JsonPointer.Parse("").TryFind(Document, out var whole));
        Assert.Same(Document, whole);
        Assert.True(JsonPointer.Parse("/null").TryFind(Document, out var found));
        Assert.Null(found);
    }

    [Theory]
    [InlineData("/none")]
    [InlineData("/FOO")]
    [InlineData("/foo/2")]
    [InlineData("/foo/00")]
    [InlineData("/foo/-")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/+0")]
    [InlineData("/foo/99999999999")]
    [InlineData("/foo/0/x")]
    [InlineData("/null/x")]
    public void Elsewhere_there_is_nothing(string text) => Assert.False(JsonPointer.Parse(text).TryFind(Document, out _));

    [Theory]
    [InlineData("foo")]
    [InlineData("/a~")]
    [InlineData("/a~2b")]
    [InlineData("#/foo")]
    public void Anything_else_is_no_pointer(string text) => Assert.False(JsonPointer.TryParse(text, out _, out _));

    [Fact]
    public void Tokens_are_unescaped() => Assert.Equal(["a/b", "~1", ""], JsonPointer.Parse("/a~1b/~01/").Tokens);
}
