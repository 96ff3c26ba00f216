using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Checks;

public sealed class SanityHookRulesTests
{
    private const string Path = "/api/sanity/webhook";
    private const string Url = "https://bridge.example" + Path;

    private static readonly WantedHook Wanted = new(
        new(Path, Url),
        "SanityStripeBridge bridge default",
        "production",
        "v2025-02-19",
        "_type == \"product\"",
        "{_id}",
        ["known"]
    );

    private static JsonObject Right(Action<JsonObject>? change = null)
    {
        var hook = JsonNode
            .Parse(
                """
                {"id":"h1","type":"document","name":"SanityStripeBridge bridge default","url":"https://bridge.example/api/sanity/webhook",
                 "dataset":"production","apiVersion":"v2025-02-19","httpMethod":"POST","includeDrafts":false,"includeAllVersions":false,
                 "secret":"known","isDisabled":false,"isDisabledByUser":false,"createdAt":"2026-11-20T08:59:00.000Z",
                 "rule":{"on":["create","update","delete"],"filter":"_type == \"product\"","projection":"{_id}"}}
                """
            )!
            .AsObject();
        change?.Invoke(hook);
        return hook;
    }

    private static HookPlan Compare(params JsonObject[] hooks) =>
        SanityHookRules.Compare(Wanted, [.. hooks.Select(hook => new SanityHook(hook))]);

    [Fact]
    public void A_hook_that_is_as_it_should_be_is_left_alone() => Compare(Right()).Steps.Should().BeEmpty();

    [Fact]
    public void None_is_made() => Compare().Steps.Should().Equal(new HookStep.Create());

    [Theory]
    [InlineData("url", "\"https://old.example/api/sanity/webhook\"", "old.example", Grade.Failure)]
    [InlineData("dataset", "\"*\"", "dataset *", Grade.Failure)]
    [InlineData("isDisabled", "true", "disabled", Grade.Failure)]
    [InlineData("isDisabledByUser", "true", "disabled", Grade.Failure)]
    [InlineData("httpMethod", "\"PUT\"", "PUT", Grade.Failure)]
    [InlineData("secret", "null", "does not sign", Grade.Failure)]
    [InlineData("secret", "\"other\"", "another secret", Grade.Failure)]
    [InlineData("includeDrafts", "true", "drafts", Grade.Warning)]
    [InlineData("includeAllVersions", "true", "versions", Grade.Warning)]
    [InlineData("apiVersion", "\"v2021-03-25\"", "v2021-03-25", Grade.Warning)]
    [InlineData("name", "\"by hand\"", "name", Grade.Ok)]
    [InlineData("rule.filter", "\"true\"", "filter", Grade.Failure)]
    [InlineData("rule.projection", "\"\"", "projection", Grade.Warning)]
    [InlineData("rule.on", "[\"create\"]", "update, delete", Grade.Failure)]
    [InlineData("rule.on", "[]", "does not say", Grade.Warning)]
    public void What_is_wrong_with_it_is_said_and_put_right_in_place(
        string field,
        string value,
        string said,
        Grade grade
    )
    {
        var plan = Compare(
            Right(hook =>
            {
                var holder = field.StartsWith("rule.", StringComparison.Ordinal) ? hook["rule"]! : hook;
                holder[field.Split('.')[^1]] = JsonNode.Parse(value);
            })
        );

        plan.Faults.Should().ContainSingle().Which.Sentence.Should().Contain(said).And.NotContain("known");
        plan.Grade.Should().Be(grade);
        plan.Steps.Should().Equal(new HookStep.Change("h1"));
        plan.NeedsSecret.Should().Be(field == "secret");
    }

    [Fact]
    public void A_secret_that_is_not_shown_is_taken_on_trust() =>
        Compare(Right(hook => hook.Remove("secret"))).Steps.Should().BeEmpty();

    [Fact]
    public void Before_a_secret_is_configured_the_one_of_the_hook_stays() =>
        SanityHookRules.Compare(Wanted with { Secrets = [] }, [new(Right())]).Steps.Should().BeEmpty();

    [Fact]
    public void A_second_one_of_ours_is_removed_and_one_made_by_hand_is_only_named()
    {
        var plan = Compare(
            Right(),
            Right(hook => (hook["id"], hook["createdAt"]) = ("h2", "2026-11-21T08:59:00.000Z")),
            Right(hook => (hook["id"], hook["name"]) = ("h3", "mine"))
        );

        plan.Id.Should().Be("h1");
        plan.Steps.Should().Equal(new HookStep.Remove("h2"));
        plan.ByHand.Should().ContainSingle().Which.Should().Contain("h3");
    }

    [Fact]
    public void The_hook_of_another_dataset_of_the_project_is_nobody_of_ours() =>
        Compare(
            Right(hook =>
                (hook["dataset"], hook["url"]) = ("staging", "https://staging.example/api/sanity/webhook")
            )
        )
            .Steps.Should()
            .Equal(new HookStep.Create());
}
