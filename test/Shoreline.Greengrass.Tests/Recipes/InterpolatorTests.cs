using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes.Interpolation;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>greengrass-components, section 2.</summary>
public sealed class InterpolatorTests
{
    private static readonly FixedValues Values = new()
    {
        Own = Json("""{"text":"a \"b\"","n":5,"f":5.0,"e":50e-1,"h":0.50,"big":1e3,"yes":true,"none":null,"list":[1.0,{"z":null,"a":"ä<"}],"map":{"b":[1],"a":{"y":2.00,"x":"1"}},"a/b":{"c~d":"esc"},"Case":"c","loop":"{configuration:/text}","cross":"{com.example.Base:iot:thingName}"}"""),
        Base = Json("""{"port":8883}"""),
    };

    [Theory]
    [InlineData("{artifacts:path}/x", "/Artifacts/self/x")]
    [InlineData("{artifacts:decompressedPath}", "/Decompressed/self")]
    [InlineData("{work:path}", "/Work/self")]
    [InlineData("{kernel:rootPath}", "/greengrass/v2")]
    [InlineData("{iot:thingName}", "gw-01")]
    [InlineData("{com.example.Base:artifacts:path}", "/Artifacts/com.example.Base")]
    [InlineData("{com.example.Base:artifacts:decompressedPath}", "/Decompressed/com.example.Base")]
    [InlineData("{com.example.Base:work:path}", "/Work/com.example.Base")]
    [InlineData("{com.example.Base:kernel:rootPath}", "/greengrass/v2")]
    [InlineData("{com.example.Base:iot:thingName}", "gw-01")]
    [InlineData("{com.example.Base:configuration:/port}", "8883")]
    [InlineData("{configuration:/text}", "a \"b\"")]
    [InlineData("{configuration:/n} {configuration:/f} {configuration:/e} {configuration:/h} {configuration:/big}", "5 5 5 0.50 1000")]
    [InlineData("{configuration:/yes}", "true")]
    [InlineData("{configuration:/none}", "null")]
    [InlineData("{configuration:/list}", """[1,{"a":"ä<","z":null}]""")]
    [InlineData("{configuration:/list/1/a}", "ä<")]
    [InlineData("{configuration:/map}", """{"a":{"x":"1","y":2},"b":[1]}""")]
    [InlineData("{configuration:/a~1b/c~0d}", "esc")]
    [InlineData("{iot:thingName}{iot:thingName}", "gw-01gw-01")]
    [InlineData("{{iot:thingName}}", "{gw-01}")]
    [InlineData("${{iot:thingName}", "${gw-01")]
    public void A_placeholder_is_replaced(string text, string expected)
    {
        var (lifecycle, unresolved) = Interpolator.Lifecycle(new JsonObject { ["Run"] = text }, Values);

        Assert.Equal(expected, lifecycle["Run"]!.GetValue<string>());
        Assert.Empty(unresolved);
    }

    [Theory]
    [InlineData("${X} $Y { a: 1 } {} {a} { iot:thingName} {iot :thingName} {iot:thing}Name", 1)] // the last has the shape
    [InlineData("awk '{ print $1 }' && node -e 'function f() { return {a : 1}; }'", 0)]
    [InlineData("{\"a\":\"b\"}", 0)]
    [InlineData("{a:b:c:d}", 0)]
    [InlineData("{ä:b}", 0)]
    public void Foreign_braces_stay(string text, int unresolved)
    {
        var result = Interpolator.Lifecycle(new JsonObject { ["Run"] = text }, Values);

        Assert.Equal((text, unresolved), (result.Lifecycle["Run"]!.GetValue<string>(), result.Unresolved.Count));
    }

    [Theory]
    [InlineData("{configuration:/missing}", "the configuration has nothing there")]
    [InlineData("{configuration:/case}", "the configuration has nothing there")]
    [InlineData("{configuration:/list/2}", "the configuration has nothing there")]
    [InlineData("{configuration:text}", "the pointer does not begin with '/'")]
    [InlineData("{configuration:/a~2}", "the pointer has a '~' that is neither '~0' nor '~1'")]
    [InlineData("{com.example.Base:configuration:/x}", "the configuration of com.example.Base has nothing there")]
    [InlineData("{com.example.Other:artifacts:path}", "'com.example.Other' is not a direct dependency")]
    [InlineData("{artifacts:Path}", "'artifacts' has no 'Path'")]
    [InlineData("{work:}", "'work' has no ''")]
    [InlineData("{secret:path}", "'secret' is not one of artifacts, work, kernel, iot, configuration")]
    public void What_has_no_value_stays_and_is_told(string text, string reason)
    {
        var (lifecycle, unresolved) = Interpolator.Lifecycle(new JsonObject { ["Run"] = new JsonObject { ["Script"] = $"a {text} b" } }, Values);

        Assert.Equal($"a {text} b", lifecycle["Run"]!["Script"]!.GetValue<string>());
        Assert.Equal(new UnresolvedPlaceholder("Run.Script", text, reason), Assert.Single(unresolved));
    }

    [Fact]
    public void The_empty_pointer_is_the_whole_configuration() =>
        Assert.Equal("""{"port":8883}""", Interpolator.Lifecycle(new JsonObject { ["Run"] = "{com.example.Base:configuration:}" }, Values).Lifecycle["Run"]!.GetValue<string>());

    [Fact]
    public void What_comes_out_is_not_looked_at_again_in_the_same_form_but_in_the_other()
    {
        var (lifecycle, _) = Interpolator.Lifecycle(new JsonObject { ["a"] = "{configuration:/loop}", ["b"] = "{configuration:/cross}" }, Values);

        Assert.Equal(("{configuration:/text}", "gw-01"), (lifecycle["a"]!.GetValue<string>(), lifecycle["b"]!.GetValue<string>()));
    }

    [Fact]
    public void Every_string_is_looked_at_and_no_key_and_the_input_stays()
    {
        var lifecycle = Json("""{"Run":{"Script":"{iot:thingName}","Skipif":"exists {work:path}","Timeout":"{configuration:/n}","Setenv":{"{iot:thingName}":"{iot:thingName}","N":5,"L":["{iot:thingName}"]}}}""");
        var before = lifecycle.ToJsonString();

        var (replaced, _) = Interpolator.Lifecycle(lifecycle, Values);

        Assert.Equal("""{"Run":{"Script":"gw-01","Skipif":"exists /Work/self","Timeout":"5","Setenv":{"{iot:thingName}":"gw-01","N":5,"L":["gw-01"]}}}""", replaced.ToJsonString());
        Assert.Equal(before, lifecycle.ToJsonString());
    }

    [Fact]
    public void In_configuration_paths_and_names_are_replaced_and_configuration_is_not()
    {
        var configuration = Json("""{"a":"{iot:thingName}","b":[{"c":"{com.example.Base:work:path}"}],"d":"{configuration:/n}","e":"{com.example.Base:configuration:/port}","f":"{nope:x}","g":null}""");

        var (replaced, unresolved) = Interpolator.Configuration(configuration, Values);

        Assert.Equal("""{"a":"gw-01","b":[{"c":"/Work/com.example.Base"}],"d":"{configuration:/n}","e":"{com.example.Base:configuration:/port}","f":"{nope:x}","g":null}""", replaced.ToJsonString());
        Assert.Equal("f", Assert.Single(unresolved).Path);
    }

    [Fact]
    public void A_text_grows_to_its_limit_and_what_would_lead_beyond_stays()
    {
        var values = new FixedValues { Own = new JsonObject { ["half"] = new string('x', Interpolator.MaxCharacters / 2) } };

        var (lifecycle, unresolved) = Interpolator.Lifecycle(new JsonObject { ["Run"] = string.Concat(Enumerable.Repeat("{configuration:/half}", 1000)) }, values);

        Assert.InRange(lifecycle["Run"]!.GetValue<string>().Length, Interpolator.MaxCharacters / 2, Interpolator.MaxCharacters);
        Assert.Equal(999, unresolved.Count);
    }

    private static JsonObject Json(string json) => (JsonObject)JsonNode.Parse(json)!;
}
