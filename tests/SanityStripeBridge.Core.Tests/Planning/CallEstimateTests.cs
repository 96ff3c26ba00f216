using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class CallEstimateTests
{
    private static readonly CatalogueSize Small = new(3, 2, 0, 5);

    [Fact]
    public void Comparing_costs_a_page_for_every_hundred_objects_in_stripe_and_writes_nothing() =>
        CallEstimate.Of(new(201, 100, 101, 1001), []).Should().Be(new CallEstimate(3 + 1 + 2, 0, 3, 0));

    [Fact]
    public void An_empty_catalogue_is_still_asked_for() =>
        CallEstimate.Of(new(0, 0, 0, 0), []).Should().Be(new CallEstimate(3, 0, 1, 0));

    [Fact]
    public void An_edit_in_sanity_is_one_write_to_stripe() =>
        Of(Change(Side.Stripe, ChangeAction.Update)).Should().Be(new CallEstimate(3, 1, 2, 0));

    [Fact]
    public void An_amount_change_is_three_writes_to_stripe_and_the_new_id_to_sanity() =>
        Of(Change(Side.Stripe, ChangeAction.Replace, ObjectType.Price))
            .Should()
            .Be(new CallEstimate(3, 3, 2, 1));

    [Fact]
    public void A_new_product_with_its_default_price_is_one_write_when_the_price_goes_along() =>
        Of(
                Change(Side.Stripe, ChangeAction.Create) with
                {
                    WithPrice = Change(Side.Stripe, ChangeAction.Create, ObjectType.Price),
                }
            )
            .Should()
            .Be(new CallEstimate(3, 1, 2, 1));

    [Fact]
    public void A_new_product_with_a_price_of_its_own_is_three_writes() =>
        Of(
                Change(Side.Stripe, ChangeAction.Create),
                Change(Side.Stripe, ChangeAction.Create, ObjectType.Price)
            )
            .Should()
            .Be(new CallEstimate(3, 3, 2, 1));

    [Fact]
    public void An_import_marks_each_object_in_stripe_and_is_one_transaction_per_family() =>
        Of(
                Change(Side.Sanity, ChangeAction.Create),
                Change(Side.Sanity, ChangeAction.Create, ObjectType.Price)
            )
            .Should()
            .Be(new CallEstimate(3, 2, 2, 1));

    [Fact]
    public void An_edit_in_stripe_is_one_transaction_per_family_however_many_documents_it_changes() =>
        Of(
                Change(Side.Sanity, ChangeAction.Update),
                Change(Side.Sanity, ChangeAction.Update, ObjectType.Price)
            )
            .Should()
            .Be(new CallEstimate(3, 0, 2, 1));

    [Fact]
    public void An_archive_writes_stripe_alone() =>
        Of(Change(Side.Stripe, ChangeAction.Archive)).Should().Be(new CallEstimate(3, 1, 2, 0));

    [Fact]
    public void A_product_without_prices_is_one_write() =>
        Of(Change(Side.Stripe, ChangeAction.Create)).Should().Be(new CallEstimate(3, 1, 2, 1));

    [Theory]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    public void A_query_answers_five_hundred_documents(int documents, int reads) =>
        CallEstimate.Of(new(0, 0, 0, documents), []).SanityReads.Should().Be(reads);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(8, 2)]
    public void Four_calls_are_a_second(int calls, long seconds) =>
        new CallEstimate(calls, 0, 0, 0).Seconds.Should().Be(seconds);

    [Fact]
    public void Many_families_are_read_anew_together() =>
        CallEstimate
            .Of(
                Small,
                Enumerable
                    .Range(0, 261)
                    .Select(number => ("mug-" + number, Change(Side.Sanity, ChangeAction.Update)))
            )
            .Should()
            .Be(new CallEstimate(3, 0, 1 + 14, 261));

    [Fact]
    public void Seconds_are_rounded_up() => new CallEstimate(3, 1, 1, 0).Seconds.Should().Be(2);

    [Fact]
    public void Every_kind_of_call_takes_its_time() => new CallEstimate(4, 4, 4, 4).Seconds.Should().Be(4);

    [Fact]
    public void An_edit_on_each_side_is_a_write_on_each() =>
        Of(
                Change(Side.Sanity, ChangeAction.Update),
                Change(Side.Stripe, ChangeAction.Update, ObjectType.Price)
            )
            .Should()
            .Be(new CallEstimate(3, 1, 2, 1));

    [Fact]
    public void A_new_price_of_a_product_that_is_there_is_one_write() =>
        Of(Change(Side.Stripe, ChangeAction.Create, ObjectType.Price))
            .Should()
            .Be(new CallEstimate(3, 1, 2, 1));

    private static CallEstimate Of(params Change[] changes) =>
        CallEstimate.Of(Small, changes.Select(change => ("mug", change)));

    private static Change Change(Side side, ChangeAction action, ObjectType type = ObjectType.Product) =>
        new()
        {
            Side = side,
            Type = type,
            Action = action,
            SanityId = "mug",
            Because = "of a test",
        };
}
