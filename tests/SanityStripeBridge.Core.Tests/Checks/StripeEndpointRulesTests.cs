using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Checks;

public sealed class StripeEndpointRulesTests
{
    private const string Path = "/api/stripe/webhook";
    private const string Url = "https://bridge.example" + Path;

    private static readonly Dictionary<string, string> Mark = new()
    {
        ["bridge"] = "bridge",
        ["bridge_name"] = "default",
        ["sanity_project"] = "demoproj",
        ["sanity_dataset"] = "production",
    };

    private static readonly WantedEndpoint Wanted = new(new(Path, Url), "2026-10-28.endive", Mark);

    private static readonly StripeWebhookEndpoint Right = new()
    {
        Id = "we_1",
        Url = Url,
        EnabledEvents = WantedEndpoint.Events,
        ApiVersion = "2026-10-28.endive",
        Status = "enabled",
        Created = 1,
        Metadata = Mark,
    };

    [Fact]
    public void An_endpoint_that_is_as_it_should_be_is_left_alone()
    {
        var plan = StripeEndpointRules.Compare(Wanted, [Right]);

        plan.Should()
            .BeEquivalentTo(
                new
                {
                    Id = "we_1",
                    Url,
                    Grade = Grade.Ok,
                }
            );
        plan.Steps.Should().BeEmpty();
    }

    [Fact]
    public void None_is_made() =>
        StripeEndpointRules.Compare(Wanted, []).Steps.Should().Equal(new HookStep.Create());

    public static TheoryData<string, StripeWebhookEndpoint, Grade> Damages =>
        new()
        {
            { "disabled", Right with { Status = "disabled" }, Grade.Failure },
            {
                "leads to https://old.example",
                Right with
                {
                    Url = "https://old.example" + Path,
                },
                Grade.Failure
            },
            {
                "price.deleted",
                Right with
                {
                    EnabledEvents = [.. WantedEndpoint.Events.SkipLast(1)],
                },
                Grade.Failure
            },
            { "more than products", Right with { EnabledEvents = ["*"] }, Grade.Warning },
            { "mark", Right with { Metadata = new Dictionary<string, string>() }, Grade.Ok },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_is_wrong_with_it_is_said_and_put_right_in_place(
        string said,
        StripeWebhookEndpoint endpoint,
        Grade grade
    )
    {
        var plan = StripeEndpointRules.Compare(Wanted, [endpoint]);

        plan.Faults.Should().ContainSingle().Which.Sentence.Should().Contain(said);
        plan.Grade.Should().Be(grade);
        plan.Steps.Should().Equal(new HookStep.Change("we_1"));
    }

    [Fact]
    public void Another_version_needs_another_endpoint_because_it_is_fixed_for_good()
    {
        var plan = StripeEndpointRules.Compare(Wanted, [Right with { ApiVersion = null }]);

        plan.Steps.Should().Equal(new HookStep.Replace("we_1"));
        plan.Grade.Should().Be(Grade.Warning, "events of any version are read");
    }

    [Fact]
    public void A_new_secret_needs_another_endpoint() =>
        StripeEndpointRules
            .Compare(Wanted, [Right], renew: true)
            .Steps.Should()
            .Equal(new HookStep.Replace("we_1"));

    [Fact]
    public void A_second_one_of_ours_is_removed_and_one_made_by_hand_is_only_named()
    {
        var twin = Right with { Id = "we_2", Created = 2 };
        var hand = Right with { Id = "we_0", Created = 0, Metadata = new Dictionary<string, string>() };

        var plan = StripeEndpointRules.Compare(Wanted, [hand, twin, Right]);

        plan.Id.Should().Be("we_1");
        plan.Steps.Should().Equal(new HookStep.Remove("we_2"));
        plan.ByHand.Should().ContainSingle().Which.Should().Contain("we_0");
    }

    [Fact]
    public void The_endpoint_of_another_bridge_on_the_account_is_nobody_of_ours()
    {
        var other = Right with
        {
            Url = "https://staging.example" + Path,
            Metadata = new Dictionary<string, string>(Mark) { ["sanity_dataset"] = "staging" },
        };

        var plan = StripeEndpointRules.Compare(Wanted, [other, Right with { Id = "we_9" }]);

        plan.Id.Should().Be("we_9");
        plan.Faults.Should().BeEmpty();
    }

    [Fact]
    public void As_long_as_the_host_is_not_known_the_path_tells_which_is_ours()
    {
        var wanted = Wanted with { Address = new(Path, null) };
        var hand = Right with { Metadata = new Dictionary<string, string>() };

        StripeEndpointRules.Compare(wanted, [hand]).Grade.Should().Be(Grade.Ok);
        StripeEndpointRules
            .Compare(wanted, [hand with { Url = "https://shop.example/hooks" }])
            .Grade.Should()
            .Be(Grade.Failure);
    }

    [Fact]
    public void Another_bridge_of_this_process_has_a_path_of_its_own() =>
        new HookAddress(Path, null).LeadsHere(Url + "/second").Should().BeFalse();
}
