using System.Text.Json;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class FormTests
{
    [Fact]
    public void Row_6_forms_of_the_official_client_decode_to_the_recorded_pairs()
    {
        var vectors = JsonElement
            .Parse(Fixture.Text("stripe/form-encoding-vectors.json"))
            .GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            var pairs = vector
                .GetProperty("pairs")
                .EnumerateArray()
                .Select(pair => (pair[0].GetString()!, pair[1].GetString()!));
            var form = FormNode.Parse(vector.GetProperty("encoded_stripe_node").GetString()!);
            form.Leaves().Should().BeEquivalentTo(pairs, vector.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void Row_6_unnumbered_elements_are_appended_and_objects_filled_until_a_key_repeats()
    {
        var form = FormNode.Parse("a[]=1&a[]=2&b[][x]=1&b[][y]=2&b[][x]=3");

        form.Leaves()
            .Should()
            .Equal(("a[0]", "1"), ("a[1]", "2"), ("b[0][x]", "1"), ("b[0][y]", "2"), ("b[1][x]", "3"));
    }
}
