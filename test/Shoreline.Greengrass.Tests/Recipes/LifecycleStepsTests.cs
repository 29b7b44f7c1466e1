using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>greengrass-components, 1.9.</summary>
public sealed class LifecycleStepsTests
{
    [Theory]
    [InlineData(StepName.Bootstrap, 120)]
    [InlineData(StepName.Install, 120)]
    [InlineData(StepName.Startup, 120)]
    [InlineData(StepName.Run, null)]
    [InlineData(StepName.Shutdown, 15)]
    [InlineData(StepName.Recover, 60)]
    [InlineData(StepName.Uninstall, 120)]
    public void A_step_has_its_default_limit(StepName name, int? seconds)
    {
        var step = Read($$"""{"{{name}}":"x"}""")[name]!;

        Assert.Equal(("x", false, null), (step.Script, step.RequiresPrivilege, step.SkipIf));
        Assert.Equal(seconds is { } limit ? TimeSpan.FromSeconds(limit) : null, step.Timeout);
    }

    [Theory]
    [InlineData("Install", "Script", "RequiresPrivilege", "Timeout", "Skipif", "Setenv")]
    [InlineData("INSTALL", "SCRIPT", "REQUIRESPRIVILEGE", "TIMEOUT", "SKIPIF", "SETENV")]
    [InlineData("install", "script", "requiresPrivilege", "timeout", "SkipIf", "setEnv")]
    public void Names_have_any_case(string install, string script, string privilege, string timeout, string skip, string setenv)
    {
        var step = Read($$"""{"{{install}}":{"{{script}}":"x","{{privilege}}":true,"{{timeout}}":7,"{{skip}}":"exists /a","{{setenv}}":{"A":"b"} } }""")[StepName.Install]!;

        Assert.Null(step.Fault);
        Assert.Equal(("x", true, TimeSpan.FromSeconds(7), new SkipCondition(false, SkipTest.Exists, "/a"), "b"), (step.Script, step.RequiresPrivilege, step.Timeout, step.SkipIf, step.Setenv["A"]));
    }

    [Fact]
    public void Of_names_that_differ_by_case_the_later_counts() => Assert.Equal("b", Read("""{"Run":"a","run":"b"}""")[StepName.Run]!.Script);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("0.5", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("\"yes\"", true)]
    [InlineData("\"on\"", true)]
    [InlineData("\"t\"", true)]
    [InlineData("\"y\"", true)]
    [InlineData("\"Y\"", true)]
    [InlineData("\"1\"", false)]
    [InlineData("\"no\"", false)]
    [InlineData("\"\"", false)]
    public void Privilege_is_true_in_these_forms(string json, bool expected) => Assert.Equal(expected, Read($$"""{"Run":{"Script":"x","RequiresPrivilege":{{json}} } }""")[StepName.Run]!.RequiresPrivilege);

    [Theory]
    [InlineData("30", 30)]
    [InlineData("\"30\"", 30)]
    [InlineData("30.0", 30)]
    [InlineData("2147483647", 2147483647)]
    public void A_limit_is_whole_seconds(string json, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"Run":{"Script":"x","Timeout":{{json}} } }""")[StepName.Run]!.Timeout);

    [Theory]
    [InlineData("onpath docker", false, SkipTest.OnPath, "docker")]
    [InlineData("exists /a b/c", false, SkipTest.Exists, "/a b/c")]
    [InlineData("!exists ~/x", true, SkipTest.Exists, "~/x")]
    [InlineData("!  onpath \t python3 ", true, SkipTest.OnPath, "python3")]
    public void A_skip_condition_has_a_test_and_an_operand(string text, bool isNegated, SkipTest test, string operand)
    {
        Assert.True(SkipCondition.TryParse(text, out var condition));
        Assert.Equal(new SkipCondition(isNegated, test, operand), condition);
    }

    [Theory]
    [InlineData("")]
    [InlineData("onpath")]
    [InlineData("onpath ")]
    [InlineData("!")]
    [InlineData("exist /a")]
    [InlineData("!! exists /a")]
    [InlineData("true")]
    public void Any_other_condition_is_none(string text) => Assert.False(SkipCondition.TryParse(text, out _));

    [Theory]
    [InlineData("""{"Script":"x","Timeout":"soon"}""", "Install.Timeout: is 'soon'; it must be whole seconds from 1 to 2147483647")]
    [InlineData("""{"Script":"x","Timeout":0}""", "Install.Timeout: is '0'; it must be whole seconds from 1 to 2147483647")]
    [InlineData("""{"Script":"x","Timeout":1.5}""", "Install.Timeout: is '1.5'; it must be whole seconds from 1 to 2147483647")]
    [InlineData("""{"Script":"x","Skipif":"maybe"}""", "Install.Skipif: is 'maybe'; it must be 'onpath NAME' or 'exists PATH', with a '!' before it for the opposite")]
    [InlineData("""{"Script":"x","RequiresPrivilege":[]}""", "Install.RequiresPrivilege: is a list; it must be true or false")]
    [InlineData("""{"Script":{"a":"b"}}""", "Install.Script: is a map; it must be a text")]
    [InlineData("""{"Timeout":5}""", "Install.Script: is missing; a step is a script, or a map with one")]
    [InlineData("{}", "Install.Script: is missing; a step is a script, or a map with one")]
    [InlineData("[]", "Install: is a list; it must be a text or a map")]
    [InlineData("""{"Script":"x","Setenv":{"A":[]}}""", "Install.Setenv.A: is a list; it must be a text, a number or a boolean")]
    [InlineData("""{"Script":"x","Setenv":{"A=B":"c"}}""", "Install.Setenv.A=B: is no name of a variable")]
    [InlineData("""{"Script":"x","Setenv":"A"}""", "Install.Setenv: is 'A'; it must be a map of names and values")]
    public void A_wrong_option_is_a_fault_of_its_step_alone(string install, string fault)
    {
        var steps = Read($$"""{"Install":{{install}},"Run":"x"}""");

        Assert.Equal(fault, steps[StepName.Install]!.Fault);
        Assert.Null(steps[StepName.Run]!.Fault);
    }

    [Fact]
    public void A_wrong_variable_of_all_steps_is_a_fault_of_each()
    {
        var steps = Read("""{"Setenv":{"A":{}},"Install":"x","Run":{"Script":"y"}}""");

        Assert.All(steps.Steps, step => Assert.Equal("Setenv.A: is a map; it must be a text, a number or a boolean", step.Fault));
        Assert.Equal(2, steps.Steps.Count);
    }

    [Fact]
    public void Variables_become_text_and_those_of_the_step_win()
    {
        var steps = Read("""{"Setenv":{"A":"a","B":5,"C":true,"D":null,"E":2.0},"Run":{"Script":"x","setenv":{"A":"own"}}}""");

        Assert.Equal(["A=a", "B=5", "C=true", "E=2"], steps.Setenv.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["A=own", "B=5", "C=true", "E=2"], steps[StepName.Run]!.Setenv.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Theory]
    [InlineData("{}", 3600, null)]
    [InlineData("""{"errorResetTime":60}""", 60, null)]
    [InlineData("""{"ErrorResetTime":"60"}""", 60, null)]
    [InlineData("""{"errorResetTime":0}""", 0, null)]
    [InlineData("""{"errorResetTime":"soon"}""", 3600, "errorResetTime: is 'soon'; it must be whole seconds from 0 to 2147483647; 3600 s count instead")]
    [InlineData("""{"errorResetTime":-1}""", 3600, "errorResetTime: is '-1'; it must be whole seconds from 0 to 2147483647; 3600 s count instead")]
    public void Errors_are_forgotten_after_an_hour_or_as_it_says(string lifecycle, int seconds, string? note)
    {
        var steps = Read(lifecycle);

        Assert.Equal(TimeSpan.FromSeconds(seconds), steps.ErrorReset);
        Assert.Equal(note, steps.Notes.SingleOrDefault());
    }

    [Theory]
    [InlineData("""{"Run":""}""")]
    [InlineData("""{"Run":" \n"}""")]
    [InlineData("""{"Run":{"Script":""}}""")]
    public void A_blank_script_has_nothing_to_do(string lifecycle) => Assert.True(Read(lifecycle)[StepName.Run]!.IsBlank);

    [Fact]
    public void A_step_that_is_null_is_absent() => Assert.Null(Read("""{"Run":null}""")[StepName.Run]);

    [Fact]
    public void A_script_that_yaml_takes_for_a_boolean_is_a_script() => Assert.Equal("true", Read("""{"Run":true}""")[StepName.Run]!.Script);

    [Fact]
    public void Unknown_keys_are_noted_with_a_guess() => Assert.Equal(
        ["Instal: is not a key here, and ignored; did you mean 'Install'?", "Run.Skipf: is not a key here, and ignored; did you mean 'Skipif'?"],
        Read("""{"Instal":"x","Run":{"Script":"x","Skipf":"y"}}""").Notes);

    [Theory]
    [InlineData(StepName.Install, "INSTALL_CONFIG_NOT_VALID")]
    [InlineData(StepName.Startup, "STARTUP_CONFIG_NOT_VALID")]
    [InlineData(StepName.Run, "RUN_CONFIG_NOT_VALID")]
    [InlineData(StepName.Shutdown, "SHUTDOWN_ERROR")]
    public void A_faulty_step_has_its_status_code(StepName name, string code) => Assert.Equal(code, name.NotValidCode());

    private static LifecycleSteps Read(string json) => LifecycleSteps.Read((JsonObject)JsonNode.Parse(json)!);
}
