using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Screens;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Row 52: a person at the Dashboard.</summary>
public sealed class DashboardTests : StripeTests
{
    private Dashboard Person => Account.Stripe.Dashboard;

    [Fact]
    public async Task Row_52_a_persons_edit_is_told_with_a_request_and_without_a_key()
    {
        var id = await Account.Product("name=Mug&description=x");

        await Person.EditProductAsync(
            id,
            new
            {
                name = "Cup",
                description = (string?)null,
                metadata = new { a = "1" },
            }
        );

        var product = await Account.Get($"products/{id}");
        product["name"].GetString().Should().Be("Cup");
        product["description"].GetString().Should().BeNull();
        var request = (await Account.Events())[1].GetProperty("request");
        request.GetProperty("id").GetString().Should().StartWith("req_");
        request.GetProperty("idempotency_key").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Row_52_a_changed_amount_is_a_new_price_that_takes_over_default_and_lookup_key()
    {
        var product = await Account.Product();
        var old = await Account.Price(
            product,
            "currency=usd&unit_amount=1850&lookup_key=k&recurring[interval]=year"
        );
        await Person.SetDefaultAsync(old);
        var before = (await Account.Events()).Count;

        var next = await Person.ChangeAmountAsync(old, 1950, takeLookupKey: true);

        var id = next.GetProperty("id").GetString()!;
        (await Account.EventTypes())
            .Skip(before)
            .Where(type => !type!.StartsWith("plan.", StringComparison.Ordinal))
            .Should()
            .Equal("price.created", "price.updated", "product.updated", "price.updated");
        (await Account.Get($"products/{product}"))["default_price"].GetString().Should().Be(id);
        var successor = await Account.Get($"prices/{id}");
        successor["recurring"].GetProperty("interval").GetString().Should().Be("year");
        successor["lookup_key"].GetString().Should().Be("k");
        (await Account.Get($"prices/{old}"))["active"].GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task Row_52_a_person_deletes_an_unused_price_and_then_the_product()
    {
        var product = await Account.Product();
        var price = await Account.Price(product);

        await Person.DeletePriceAsync(price);
        await Person.DeleteProductAsync(product);

        (await Account.EventTypes())
            .Should()
            .Equal("product.created", "price.created", "price.deleted", "product.deleted");
    }

    [Fact]
    public async Task Row_52_what_the_dashboard_refuses_is_refused_with_its_reason()
    {
        var price = await Account.Price(await Account.Product());
        await Person.SetDefaultAsync(price);

        var archive = () => Person.ArchivePriceAsync(price);

        (await archive.Should().ThrowAsync<RefusedException>()).WithMessage("*default price of its product*");
    }

    [Fact]
    public async Task Row_52_a_person_can_edit_between_a_read_and_the_next_write()
    {
        var id = await Account.Product();
        Account.Stripe.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                PathPrefix = $"/v1/products/{id}",
                Act = _ => Person.EditProductAsync(id, new { name = "Theirs" }),
            }
        );

        var ours = await Account.Post($"products/{id}", "description=ours");

        ours["name"].GetString().Should().Be("Theirs");
        ours["description"].GetString().Should().Be("ours");
    }

    [Fact]
    public async Task Row_52_the_control_routes_act_and_show_the_state_and_the_page_is_served()
    {
        using var http = new HttpClient { BaseAddress = Account.Stripe.Address };

        var made = await http.PostAsJsonAsync(
            "/_sandbox/act",
            new
            {
                @do = "create_product",
                id = "p1",
                name = "Mug",
            }
        );
        var refused = await http.PostAsJsonAsync("/_sandbox/act", new { @do = "dance" });
        var state = await http.GetFromJsonAsync<JsonElement>("/_sandbox/state");
        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative));

        made.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        state.GetProperty("products")[0].GetProperty("name").GetString().Should().Be("Mug");
        page.Should().Contain("data-testid=\"products\"");
        (await http.PostAsync(new Uri("/_sandbox/reset", UriKind.Relative), null)).EnsureSuccessStatusCode();
        (await Account.Get("products"))["data"].GetArrayLength().Should().Be(0);
    }
}
