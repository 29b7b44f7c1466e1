using Shoreline.Edge.Shadows;

namespace Shoreline.Edge.Tests.Shadows;

/// <summary>The rules of greengrass-ipc, 6.7.</summary>
public sealed class ShadowServiceTests
{
    private readonly ShadowDesk _desk = new(new SimulatedFileSystem());

    [Theory]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":3}}""", """{"a":{"b":3,"c":2}}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[4]}""", """{"a":[4]}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":null}""", """{"b":2}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":5}""", """{"a":5}""")]
    [InlineData("""{"a":5}""", """{"a":{"b":1,"c":null}}""", """{"a":{"b":1}}""")]
    public void An_update_merges_objects_replaces_the_rest_and_deletes_by_null(string before, string change, string after)
    {
        _desk.Update($$$$$"""{"state":{"reported":{{{{{before}}}}}}}""");
        _desk.Update($$$$$"""{"state":{"reported":{{{{{change}}}}}}}""");

        Assert.Equal($$$$$"""{"reported":{{{{{after}}}}}}""", _desk.State());
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":1}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1,"c":3}}""", """{"a":{"c":2}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1}""", """{"b":1}""", """{"a":1}""")]
    public void Delta_is_what_of_desired_is_not_reported(string desired, string reported, string? delta)
    {
        _desk.Update($$$$$"""{"state":{"desired":{{{{{desired}}}}},"reported":{{{{{reported}}}}},"delta":{"lie":1}}}""");

        Assert.Equal(delta, _desk.Get()["state"]!["delta"]?.ToJsonString());
        Assert.Equal(delta is not null, _desk.Published.Topics.Contains("$aws/things/gw-01/shadow/update/delta"));
    }

    [Fact]
    public void The_answer_is_the_state_as_requested_with_metadata_of_what_changed()
    {
        _desk.Update("""{"state":{"desired":{"old":1}}}""");
        _desk.Clock.Advance(TimeSpan.FromSeconds(7));

        var accepted = _desk.Update("""{"state":{"desired":{"a":{"b":1},"l":[1,2],"old":null}},"clientToken":"t-1"}""", name: null);

        Assert.Equal("""{"desired":{"a":{"b":1},"l":[1,2],"old":null}}""", accepted["state"]!.ToJsonString());
        const string Stamp = """{"timestamp":1769851807}""";
        Assert.Equal($$$$$"""{"desired":{"a":{"b":{{{{{Stamp}}}}}},"l":[{{{{{Stamp}}}}},{{{{{Stamp}}}}}]}}""", accepted["metadata"]!.ToJsonString());
        Assert.Equal((2, ShadowDesk.Start + 7, "t-1"), ((long)accepted["version"]!, (long)accepted["timestamp"]!, (string)accepted["clientToken"]!));
    }

    [Fact]
    public void A_leaf_keeps_the_time_of_its_own_change()
    {
        _desk.Update("""{"state":{"reported":{"a":1,"b":1}}}""");
        _desk.Clock.Advance(TimeSpan.FromSeconds(5));
        _desk.Update("""{"state":{"reported":{"b":2}}}""");

        Assert.Equal("""{"reported":{"a":{"timestamp":1769851800},"b":{"timestamp":1769851805}}}""", _desk.Get()["metadata"]!.ToJsonString());
    }

    [Fact]
    public void State_null_clears_everything()
    {
        _desk.Update("""{"state":{"desired":{"a":1},"reported":{"a":1}}}""");
        _desk.Update("""{"state":null}""");

        Assert.Equal(("{}", "{}", 2), (_desk.State(), _desk.Get()["metadata"]!.ToJsonString(), (int)_desk.Get()["version"]!));
    }

    [Fact]
    public void A_version_that_is_given_must_be_the_stored_one()
    {
        Assert.Equal(ShadowRefusal.Invalid, _desk.Refusal("""{"state":{},"version":2}""").Refusal);
        _desk.Update("""{"state":{"desired":{"a":1}},"version":1}""");

        var conflict = _desk.Refusal("""{"state":{"desired":{"a":2}},"version":2,"clientToken":"c"}""");

        Assert.Equal((ShadowRefusal.VersionConflict, "Version conflict"), (conflict.Refusal, conflict.Message));
        var rejected = _desk.Published.Last("$aws/things/gw-01/shadow/update/rejected");
        Assert.Equal((409, "c"), ((int)rejected["code"]!, (string)rejected["clientToken"]!));
        Assert.Equal(2, (int)_desk.Update("""{"state":{"desired":{"a":2}},"version":1}""")["version"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"state":5}""")]
    [InlineData("""{"state":{"desired":[]}}""")]
    [InlineData("""{"state":{"other":{}}}""")]
    [InlineData("""{"state":{},"state":{}}""")]
    [InlineData("""{"state":{},"version":"1"}""")]
    [InlineData("""{"state":{},"version":1.5}""")]
    [InlineData("""{"state":{},"clientToken":5}""")]
    [InlineData("""{"state":{"desired":{"1":{"2":{"3":{"4":{"5":{"6":{"7":1}}}}}}}}}""")]
    [InlineData("""{"state":{"desired":{"1":{"2":{"3":{"4":{"5":[[1]]}}}}}}}""")]
    public void What_is_no_update_is_refused(string payload)
    {
        Assert.Equal(ShadowRefusal.Invalid, _desk.Refusal(payload).Refusal);
        Assert.Equal(["$aws/things/gw-01/shadow/update/rejected"], _desk.Published.Topics);
    }

    [Fact]
    public void Six_levels_are_taken() => _desk.Update("""{"state":{"desired":{"1":{"2":{"3":{"4":{"5":{"6":1}}}}}}}}""");

    [Fact]
    public void A_payload_of_a_hundred_thousand_brackets_is_refused() =>
        Assert.Equal(ShadowRefusal.Invalid, _desk.Refusal($$$$$"""{"state":{"desired":{"a":{{{{{new string('[', 100_000)}}}}}""").Refusal);

    [Fact]
    public void The_merged_state_has_a_size()
    {
        _desk.Update($$$$$"""{"state":{"desired":{"a":"{{{{{new string('x', 5000)}}}}}"}}}""");

        Assert.Equal(ShadowRefusal.TooLarge, _desk.Refusal($$$$$"""{"state":{"reported":{"a":"{{{{{new string('x', 5000)}}}}}"}}}""").Refusal);
        Assert.Equal(1, (int)_desk.Get()["version"]!);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("a/b", null)]
    [InlineData("..", null)]
    [InlineData("ok", "a b")]
    [InlineData("ok", "ä")]
    public void Names_have_an_alphabet(string? thing, string? shadow) =>
        Assert.Equal(ShadowRefusal.Invalid, Assert.Throws<ShadowException>(() => _desk.Service.Get(thing, shadow)).Refusal);

    [Fact]
    public void Names_have_a_length()
    {
        Assert.Throws<ShadowException>(() => _desk.Service.Update(new string('t', 129), null, "{\"state\":{}}"u8.ToArray()));
        Assert.Throws<ShadowException>(() => _desk.Service.Update("t", new string('s', 65), "{\"state\":{}}"u8.ToArray()));
        _desk.Service.Update(new string('t', 128), new string('s', 64), "{\"state\":{}}"u8.ToArray());
    }

    [Fact]
    public void What_was_deleted_is_gone_and_goes_on_counting_when_it_comes_back()
    {
        _desk.Update("""{"state":{"desired":{"a":1}}}""", "door");
        _desk.Update("""{"state":{"desired":{"a":2}}}""", "door");
        _desk.Service.Delete(ShadowDesk.Thing, "door");

        var gone = Refused(() => _desk.Service.Get(ShadowDesk.Thing, "door"));
        Assert.Equal((ShadowRefusal.NotFound, "No shadow found"), (gone.Refusal, gone.Message));
        Assert.Equal(ShadowRefusal.NotFound, Refused(() => _desk.Service.Delete(ShadowDesk.Thing, "door")).Refusal);
        Assert.Empty(_desk.Service.List("c", ShadowDesk.Thing, null, null).Names);
        Assert.Equal(2, (int)_desk.Published.Last("$aws/things/gw-01/shadow/name/door/delete/accepted")["version"]!);

        Assert.Equal(3, (int)_desk.Update("""{"state":{"desired":{"b":1}},"version":1}""", "door")["version"]!);
        Assert.Equal("""{"desired":{"b":1},"delta":{"b":1}}""", _desk.State("door"));
    }

    [Fact]
    public void Documents_tell_what_was_before_and_what_is_now()
    {
        _desk.Update("""{"state":{"desired":{"a":1}}}""");
        Assert.False(_desk.Published.Last("$aws/things/gw-01/shadow/update/documents").ContainsKey("previous"));
        _desk.Update("""{"state":{"desired":{"a":2}}}""");

        var documents = _desk.Published.Last("$aws/things/gw-01/shadow/update/documents");
        Assert.Equal((1, 2), ((int)documents["previous"]!["state"]!["desired"]!["a"]!, (int)documents["current"]!["state"]!["desired"]!["a"]!));
        var delta = _desk.Published.Last("$aws/things/gw-01/shadow/update/delta");
        Assert.Equal(("""{"a":2}""", """{"a":{"timestamp":1769851800}}"""), (delta["state"]!.ToJsonString(), delta["metadata"]!.ToJsonString()));
    }

    [Fact]
    public void Pages_follow_each_other_and_hold_each_name_once()
    {
        foreach (var number in Enumerable.Range(0, 7)) _desk.Update("""{"state":{}}""", $"s{number}");
        _desk.Update("""{"state":{}}"""); // the classic shadow has no name
        _desk.Service.Update("other", "elsewhere", "{\"state\":{}}"u8.ToArray());

        List<string> names = [];
        string? token = null;
        do
        {
            var page = _desk.Service.List("c", ShadowDesk.Thing, token, 3);
            names.AddRange(page.Names);
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(["s0", "s1", "s2", "s3", "s4", "s5", "s6"], names);
    }

    [Fact]
    public void A_page_token_serves_only_who_was_given_it()
    {
        foreach (var number in Enumerable.Range(0, 3)) _desk.Update("""{"state":{}}""", $"s{number}");
        var token = _desk.Service.List("c", ShadowDesk.Thing, null, 2).NextToken!;

        Assert.Equal(["s2"], _desk.Service.List("c", ShadowDesk.Thing, token, 2).Names);
        Assert.Equal(ShadowRefusal.Invalid, Refused(() => _desk.Service.List("other", ShadowDesk.Thing, token, 2)).Refusal);
        Assert.Equal(ShadowRefusal.Invalid, Refused(() => _desk.Service.List("c", "other", token, 2)).Refusal);
        Assert.Equal(ShadowRefusal.Invalid, Refused(() => _desk.Service.List("c", ShadowDesk.Thing, "AAAA", 2)).Refusal);
        Assert.Equal(ShadowRefusal.Invalid, Refused(() => _desk.Service.List("c", ShadowDesk.Thing, new string('A', 100_000), 2)).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_page_has_one_to_a_hundred_names(int size) =>
        Assert.Equal(ShadowRefusal.Invalid, Refused(() => _desk.Service.List("c", ShadowDesk.Thing, null, size)).Refusal);

    [Fact]
    public void A_thing_has_twenty_requests_a_second_and_all_together_two_hundred()
    {
        var desk = new ShadowDesk(new SimulatedFileSystem(), new ShadowLimits());
        var refusals = Enumerable.Range(0, 21).Select(_ => Refused(() => desk.Service.Get("one", null)).Refusal).ToList();
        Assert.Equal([.. Enumerable.Repeat(ShadowRefusal.NotFound, 20), ShadowRefusal.TooManyRequests], refusals);

        var all = Enumerable.Range(0, 181).Select(number => Refused(() => desk.Service.Get($"t{number}", null)).Refusal).ToList();
        Assert.Equal((180, ShadowRefusal.TooManyRequests), (all.Count(refusal => refusal == ShadowRefusal.NotFound), all[^1]));

        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ShadowRefusal.NotFound, Refused(() => desk.Service.Get("one", null)).Refusal);
    }

    [Fact]
    public void Marks_of_deleted_shadows_make_room_before_new_ones_are_refused()
    {
        var desk = new ShadowDesk(new SimulatedFileSystem(), new ShadowLimits { Shadows = 3, RequestsPerSecond = 100, ThingRequestsPerSecond = 100 });
        foreach (var name in new[] { "a", "b", "c" }) desk.Update("""{"state":{}}""", name);
        Assert.Equal(ShadowRefusal.Failed, desk.Refusal("""{"state":{}}""", "d").Refusal);
        desk.Service.Delete(ShadowDesk.Thing, "b");

        desk.Update("""{"state":{}}""", "d");

        Assert.Equal(["a", "c", "d"], desk.Service.List("c", ShadowDesk.Thing, null, null).Names);
        Assert.Equal(1, (int)desk.Update("""{"state":{}}""", "a")["version"]! - 1);
    }

    [Fact]
    public void Changed_limits_count_from_the_next_request_on()
    {
        var desk = new ShadowDesk(new SimulatedFileSystem());
        var large = $$$$"""{"state":{"reported":{"text":"{{{{new string('x', 10_000)}}}}"}}}""";
        Assert.Equal(ShadowRefusal.TooLarge, desk.Refusal(large).Refusal);

        desk.Limits = desk.Limits with { DocumentBytes = ShadowLimits.LargestDocumentBytes };
        desk.Update(large);
        desk.Limits = desk.Limits with { ThingRequestsPerSecond = 1 };

        Assert.Equal(ShadowRefusal.TooManyRequests, Refused(() => desk.Service.Get(ShadowDesk.Thing, null)).Refusal);
    }

    private static ShadowException Refused(Action action) => Assert.Throws<ShadowException>(action);
}
