using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Both sides at a product's images: uploads here, addresses of somebody's server or of our own there.</content>
internal sealed partial class People
{
    private async Task SetImagesAsync()
    {
        if (Pick(world.Documents("product")) is not { } product)
            return;
        var widths = Widths();
        var images = new JsonArray();
        foreach (var width in widths)
            images.Add(
                new JsonObject
                {
                    ["_type"] = "image",
                    ["_key"] = "w" + width,
                    ["asset"] = new JsonObject { ["_type"] = "reference", ["_ref"] = Upload(width) },
                }
            );
        await SetAsync(product.Id, "images", images, (product.Id, "images"));
        Remember(product.Id, "images", string.Join(',', widths));
    }

    private async Task SetStripeImagesAsync()
    {
        if (Pick(world.StripeProducts()) is not { } product)
            return;
        var widths = Widths();
        var id = (string)product["id"]!;
        await world.Stripe.Dashboard.EditProductAsync(
            id,
            new { images = widths.Select(width => random.Next(3) == 0 ? OurAddress(width) : Address(width)) }
        );
        Remember(id, "images", string.Join(',', widths));
    }

    private int[] Widths() => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => 1 + _serial++)];

    private string Upload(int width) => world.Sanity.UploadImage(PictureHost.Png(width));

    private string OurAddress(int width) =>
        ImageAddress.Of(Upload(width), "https://cdn.sanity.io", "demoproj", "production")!;

    private string Address(int width) => pictures.Show($"/{width}.png", PictureHost.Png(width));
}
