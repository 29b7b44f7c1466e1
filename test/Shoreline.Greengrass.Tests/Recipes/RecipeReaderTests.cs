using System.Text;
using Shoreline.Greengrass.Recipes;
using static Shoreline.Greengrass.Tests.Recipes.RecipeText;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>greengrass-components, 1.1 to 1.6 and 1.10.</summary>
public sealed class RecipeReaderTests
{
    private const string Full = """
        RecipeFormatVersion: 2020-01-25
        ComponentName: com.example.Camera
        ComponentVersion: 1.2.3
        ComponentDescription: Takes pictures
        ComponentPublisher: Example
        ComponentType: aws.greengrass.generic
        ComponentSource: arn:aws:lambda:eu-central-1:1:function:f:1
        ComponentConfiguration:
          DefaultConfiguration: { rate: 5, empty: null }
        ComponentDependencies:
          aws.greengrass.Nucleus: { VersionRequirement: ">=2.0.0 <2.13.0", DependencyType: SOFT }
          com.example.Base: { VersionRequirement: ^1.0 }
        Manifests:
          - Name: linux
            Platform: { os: linux, architecture: "*", runtime: null }
            Lifecycle: { Run: ./run.sh }
            Selections: [ gpu, "all" ]
            Artifacts:
              - { URI: "s3://b/a.zip", Unarchive: zip, Permission: { Read: all, Execute: Owner }, Digest: abc=, Algorithm: SHA-256 }
              - URI: docker:nginx
        Lifecycle: {}
        """;

    [Fact]
    public void Every_field_is_read()
    {
        var recipe = Yaml(Full);

        Assert.Equal(("com.example.Camera", "1.2.3", "Takes pictures", "Example"), (recipe.Name, recipe.Version.Text, recipe.Description, recipe.Publisher));
        Assert.Equal((ComponentType.Generic, "arn:aws:lambda:eu-central-1:1:function:f:1"), (recipe.Type, recipe.Source));
        Assert.Equal("""{"rate":5,"empty":null}""", recipe.DefaultConfiguration.ToJsonString());
        Assert.Equal(new ComponentDependency(VersionRange.Parse(">=2.0.0 <2.13.0"), DependencyType.Soft), recipe.Dependencies["aws.greengrass.Nucleus"]);
        Assert.Equal(new ComponentDependency(VersionRange.Parse("^1.0")), recipe.Dependencies["com.example.Base"]);
        var manifest = Assert.Single(recipe.Manifests);
        Assert.Equal("linux", manifest.Name);
        Assert.Equal([("os", "linux"), ("architecture", "*"), ("runtime", null)], manifest.Platform.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("""{"Run":"./run.sh"}""", manifest.Lifecycle.ToJsonString());
        Assert.Equal(["gpu", "all"], manifest.Selections);
        Assert.Equal(
            [
                new RecipeArtifact { Uri = "s3://b/a.zip", Unarchive = ArtifactUnarchive.Zip, Read = ArtifactAccess.All, Execute = ArtifactAccess.Owner, Digest = "abc=", Algorithm = "SHA-256" },
                new RecipeArtifact { Uri = "docker:nginx", Read = ArtifactAccess.Owner, Execute = ArtifactAccess.None, Unarchive = ArtifactUnarchive.None },
            ],
            manifest.Artifacts);
        Assert.Empty(recipe.Lifecycle);
    }

    [Theory]
    [InlineData("recipe.json", RecipeSyntax.Json)]
    [InlineData("a/b.YAML", RecipeSyntax.Yaml)]
    [InlineData("com.example-1.0.0.yml", RecipeSyntax.Yaml)]
    public void The_extension_decides_the_syntax(string file, RecipeSyntax expected)
    {
        Assert.True(RecipeReader.TryGetSyntax(file, out var syntax));
        Assert.Equal(expected, syntax);
    }

    [Theory]
    [InlineData("recipe.txt")]
    [InlineData("recipe")]
    [InlineData("recipe.json.bak")]
    public void Other_files_are_no_recipes(string file) => Assert.False(RecipeReader.TryGetSyntax(file, out _));

    [Theory]
    [InlineData("", true)]
    [InlineData(" \r\n\t", true)]
    [InlineData("\ufeff", true)]
    [InlineData("a", false)]
    public void An_empty_file_is_known(string text, bool isEmpty) => Assert.Equal(isEmpty, RecipeReader.IsEmpty(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Json_may_be_indented_with_tabs_and_begin_with_a_mark()
    {
        var recipe = Json("\ufeff{\n\t\"RecipeFormatVersion\": \"2020-01-25\",\n\t\"ComponentName\": \"com.example.Camera\",\n\t\"ComponentVersion\": \"1.0.0\",\n\t\"Manifests\": [ { } ]\n}");

        Assert.Equal("com.example.Camera", recipe.Name);
    }

    [Theory]
    [InlineData("{ day: 2020-01-25, version: 1.10, tag: 1.0.0, yes: yes, on: off, mode: 0644, nan: .nan }", """{"day":"2020-01-25","version":1.10,"tag":"1.0.0","yes":"yes","on":"off","mode":"0644","nan":".nan"}""")]
    [InlineData("{ a: true, b: False, c: 5, d: -1.5e3, e: 0x1F, f: 0o17, g: +7, h: .5, i: 5., j: ~, k: }", """{"a":true,"b":false,"c":5,"d":-1.5e3,"e":31,"f":15,"g":7,"h":0.5,"i":5,"j":null,"k":null}""")]
    [InlineData("{ a: 'true', b: \"5\", c: [ 1, null, { d: e } ] }", """{"a":"true","b":"5","c":[1,null,{"d":"e"}]}""")]
    public void Yaml_values_keep_their_type_and_dates_and_versions_are_text(string yaml, string json) => Assert.Equal(json, WithConfiguration(yaml).DefaultConfiguration.ToJsonString());

    [Fact]
    public void Numbers_are_kept_digit_for_digit()
    {
        var recipe = Json("""{"RecipeFormatVersion":"2020-01-25","ComponentName":"a","ComponentVersion":"1.0.0","ComponentConfiguration":{"DefaultConfiguration":{"n":12345678901234567890.10}},"Manifests":[{}]}""");

        Assert.Equal("""{"n":12345678901234567890.10}""", recipe.DefaultConfiguration.ToJsonString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Keys_in_any_case_give_the_same_recipe(int form)
    {
        string[] keys =
        [
            "RecipeFormatVersion", "ComponentName", "ComponentVersion", "ComponentDescription", "ComponentPublisher", "ComponentType", "ComponentSource", "ComponentConfiguration", "DefaultConfiguration",
            "ComponentDependencies", "VersionRequirement", "DependencyType", "Manifests", "Name:", "Platform", "Lifecycle", "Selections", "Artifacts", "URI", "Unarchive", "Permission", "Read", "Execute", "Digest", "Algorithm",
        ];
        var text = keys.OrderByDescending(key => key.Length).Aggregate(Full, (text, key) => text.Replace(
            key + (key.EndsWith(':') ? "" : ":"),
            (form == 0 ? key.ToUpperInvariant() : form == 1 ? key.ToLowerInvariant() : string.Concat(key.Select((c, i) => i % 2 == 0 ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))) + (key.EndsWith(':') ? "" : ":"),
            StringComparison.Ordinal));

        Assert.NotEqual(Full, text);
        Assert.Equal(Yaml(Full), Yaml(text));
    }

    [Theory]
    [InlineData("SOFT", DependencyType.Soft)]
    [InlineData("soft", DependencyType.Soft)]
    [InlineData("Hard", DependencyType.Hard)]
    public void Enum_values_have_any_case(string word, DependencyType type) =>
        Assert.Equal(type, Yaml($"{Head}ComponentDependencies: {{ b: {{ VersionRequirement: '*', DependencyType: {word} }} }}\n{Manifests}").Dependencies["b"].Type);

    [Theory]
    [InlineData("aws.greengrass.nucleus", ComponentType.Nucleus)]
    [InlineData("AWS.Greengrass.Plugin", ComponentType.Plugin)]
    [InlineData("aws.greengrass.lambda", ComponentType.Lambda)]
    public void Types_of_components_are_known(string word, ComponentType type) => Assert.Equal(type, Yaml($"{Head}ComponentType: {word}\n{Manifests}").Type);

    [Fact]
    public void Unknown_keys_are_ignored_and_noted_with_a_guess()
    {
        var ignored = new List<RecipeFault>();
        var text = $"{Head}Colour: red\nManifests:\n  - Artifact: []\n    Dependencies: {{ a: b }}\n";

        RecipeReader.Read(text, RecipeSyntax.Yaml, "recipe.yaml", ignored);

        Assert.Equal(
            ["recipe.yaml:4:1: Colour: is not a key here, and ignored", "recipe.yaml:6:5: Manifests[0].Artifact: is not a key here, and ignored; did you mean 'Artifacts'?"],
            ignored.Select(note => note.ToText("recipe.yaml")));
    }

    [Fact]
    public void Of_keys_that_differ_by_case_the_later_counts()
    {
        var recipe = Yaml($"{Head}componentversion: 2.0.0\nComponentConfiguration: {{ DefaultConfiguration: {{ Rate: {{ a: 1 }}, b: 2, rate: 3 }} }}\n{Manifests}");

        Assert.Equal("2.0.0", recipe.Version.Text);
        Assert.Equal("""{"Rate":3,"b":2}""", recipe.DefaultConfiguration.ToJsonString());
    }

    [Fact]
    public void Keys_of_the_global_lifecycle_that_differ_by_case_are_both_kept_until_selections_are_made()
    {
        var recipe = Yaml($"{Head}Lifecycle: {{ Install: {{ gpu: a, GPU: b, gpu: c }} }}\nManifests: [ {{}} ]\n");

        Assert.Equal("""{"Install":{"gpu":"c","GPU":"b"}}""", recipe.Lifecycle.ToJsonString());
    }

    [Fact]
    public void Null_is_absent()
    {
        var recipe = Yaml($"{Head}ComponentDependencies: null\nLifecycle: null\nComponentConfiguration: ~\nComponentType:\nManifests: [ {{ Artifacts: null, Lifecycle: null, Selections: null, Platform: null, Name: null }} ]\n");

        Assert.Equal(Yaml($"{Head}Manifests: [ {{}} ]\n"), recipe);
    }

    [Fact]
    public void A_null_in_the_default_configuration_survives()
    {
        var configuration = WithConfiguration("{ a: null }").DefaultConfiguration;

        Assert.True(configuration.TryGetPropertyValue("a", out var value));
        Assert.Null(value);
    }

    [Fact]
    public void An_empty_requirement_is_any_version() =>
        Assert.True(Yaml($"{Head}ComponentDependencies: {{ b: {{ VersionRequirement: '' }} }}\n{Manifests}").Dependencies["b"].Requirement.Contains(SemanticVersion.Parse("7.0.0")));

    [Fact]
    public void A_recipe_without_a_manifest_has_its_own_error_code()
    {
        Assert.Equal("RECIPE_MISSING_MANIFEST", Fault(Head).Code);
        Assert.Equal("RECIPE_MISSING_MANIFEST", Fault($"{Head}Manifests: []\n").Code);
        Assert.Equal("RECIPE_MISSING_MANIFEST", Fault($"{Head}Manifests: null\n").Code);
        Assert.Equal("COMPONENT_VERSION_NOT_VALID", Fault($"{Head}ComponentVersion: 1\n{Manifests}").Code);
    }

    [Fact]
    public void A_name_has_128_characters_and_no_more()
    {
        var (longest, longer) = (new string('a', 128), new string('a', 129));

        Assert.Equal(longest, Yaml($"{Head}{Manifests}ComponentName: {longest}\n").Name);
        Assert.Equal("ComponentName", Fault($"{Head}{Manifests}ComponentName: {longer}\n").Path);
        Assert.Equal("ComponentName", Fault($"{Head}{Manifests}ComponentName: ..\n").Path);
    }

    [Theory]
    [InlineData("s3://b/c/d.zip", "s3", "d.zip")]
    [InlineData("S3://b/d.zip", "s3", "d.zip")]
    [InlineData("greengrass:abc/d", "greengrass", "d")]
    [InlineData("docker:registry/nginx:1", "docker", "nginx:1")]
    [InlineData("file.zip", null, "file.zip")]
    [InlineData("/a:b/file.zip", null, "file.zip")]
    public void An_artifact_has_a_scheme_and_a_file_name(string uri, string? scheme, string file)
    {
        var artifact = new RecipeArtifact { Uri = uri };

        Assert.Equal((scheme, file), (artifact.Scheme, artifact.FileName));
    }

    [Fact]
    public void Anchors_stand_for_what_they_name() =>
        Assert.Equal("""{"a":{"x":[1]},"b":{"x":[1]},"c":[1]}""", WithConfiguration("{ a: &m { x: &l [ 1 ] }, b: *m, c: *l }").DefaultConfiguration.ToJsonString());

    [Fact]
    public void What_is_not_utf8_is_told_with_its_place()
    {
        byte[] file = [.. "a: b\nö: "u8, 0xff, .. "\n"u8];

        var fault = Assert.Single(Assert.Throws<RecipeException>(() => RecipeReader.Read(file, RecipeSyntax.Yaml, "r")).Faults);
        Assert.Equal((2, 4, "is not UTF-8: byte 9 is 0xff"), (fault.Line, fault.Column, fault.Message));
    }

    [Fact]
    public void A_file_is_at_most_a_mebibyte()
    {
        var recipe = Head + Manifests;

        Assert.Equal("1.0.0", RecipeReader.Read(Encoding.UTF8.GetBytes(recipe.PadRight(1 << 20)), RecipeSyntax.Yaml, "r").Version.Text);
        Assert.Throws<RecipeException>(() => RecipeReader.Read(Encoding.UTF8.GetBytes(recipe.PadRight((1 << 20) + 1)), RecipeSyntax.Yaml, "r"));
    }

    [Fact]
    public void A_recipe_is_at_most_a_mebibyte_when_written_out_too()
    {
        static string Sharing(int count) =>
            $"{Head}{Manifests}Lifecycle:\n  a: &a {new string('x', 100_000)}\n{string.Concat(Enumerable.Range(1, count - 1).Select(i => $"  b{i}: *a\n"))}";

        Assert.Equal(9, Yaml(Sharing(9)).Lifecycle.Count);
        var fault = Fault(Sharing(12));
        Assert.Contains("bytes when written out; a recipe has at most 1,048,576", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_counted_beyond_the_hundredth()
    {
        var faults = Faults(Head + "Manifests:\n" + string.Concat(Enumerable.Repeat("  - null\n", 130)));

        Assert.Equal(101, faults.Count);
        Assert.Equal("and 30 more faults", faults[^1].Message);
    }

    [Fact]
    public void Messages_have_no_control_characters_and_stay_short()
    {
        var fault = Fault($"{Head}ComponentVersion: \"\\x1b[31m\\u202e{new string('x', 1000)}\"\n{Manifests}");

        Assert.DoesNotContain('\x1b', fault.Message);
        Assert.DoesNotContain('\u202e', fault.Message);
        Assert.InRange(fault.Message.Length, 20, 300);
    }
}
