using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a plan says of those who are subscribed to a price that it replaces.</summary>
public sealed class StayingSubscriptionsTests
{
    [Theory]
    [InlineData(0, false, "0 live subscriptions stay on it")]
    [InlineData(1, false, "1 live subscription stays on it")]
    [InlineData(2, false, "2 live subscriptions stay on it")]
    [InlineData(1, true, "1 live subscriptions or more stay on it")]
    [InlineData(100, true, "100 live subscriptions or more stay on it")]
    public void How_many_stay_is_said_in_a_sentence(int live, bool orMore, string sentence) =>
        new StayingSubscriptions(live, orMore, null).Sentence.Should().Be(sentence);

    [Fact]
    public void Why_they_were_not_counted_is_said()
    {
        StayingSubscriptions
            .Forbidden.Sentence.Should()
            .Be("live subscriptions are not counted: the key may not read subscriptions");
        StayingSubscriptions
            .TooMany.Sentence.Should()
            .Be("live subscriptions are not counted: only the first 20 replaced prices of a plan are");
    }

    [Fact]
    public void Counted_prices_have_a_line_each_and_the_others_one_for_each_reason() =>
        StayingSubscriptions
            .Tell([
                new("price_1", new(3, false, null)),
                new("price_2", new(3, false, null)),
                new("price_3", StayingSubscriptions.TooMany),
                new("price_4", StayingSubscriptions.TooMany),
                new("price_5", StayingSubscriptions.TooMany),
                new("price_6", StayingSubscriptions.Forbidden),
            ])
            .Should()
            .Equal(
                "replace price_1: 3 live subscriptions stay on it",
                "replace price_2: 3 live subscriptions stay on it",
                $"replace price_3 and 2 more: {StayingSubscriptions.TooMany.Sentence}",
                $"replace price_6: {StayingSubscriptions.Forbidden.Sentence}"
            );

    [Fact]
    public void Only_replaced_prices_to_which_somebody_may_be_subscribed_are_asked_about_each_once() =>
        StayingSubscriptions
            .PricesOf([
                Of(ChangeAction.Replace, "price_monthly", "recurring"),
                Of(ChangeAction.Archive, "price_archived", "recurring"),
                Of(ChangeAction.Replace, "price_once", "one_time"),
                Of(ChangeAction.Replace, null, "recurring"),
                Of(ChangeAction.Replace, "price_yearly", "recurring"),
                Of(ChangeAction.Replace, "price_monthly", "recurring"),
            ])
            .Should()
            .Equal("price_monthly", "price_yearly");

    private static Change Of(ChangeAction action, string? stripeId, string type) =>
        new()
        {
            Side = Side.Stripe,
            Type = ObjectType.Price,
            Action = action,
            SanityId = "mug-eur",
            StripeId = stripeId,
            Former = A.Fields(("type", $"\"{type}\"")),
            Because = "",
        };
}
