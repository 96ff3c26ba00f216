using System.Text.Json;
using System.Text.Json.Serialization;

namespace SanityStripeBridge.Core.Wire;

/// <summary>
/// Generated serialisers of Stripe's shapes: snake case, unknown fields kept or ignored, never an error. A generated serialiser
/// passes null to every <c>init</c> whose field the body leaves out, hence the <c>value ?? default</c> in the shapes.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(StripeProduct))]
[JsonSerializable(typeof(StripePrice))]
[JsonSerializable(typeof(StripeEvent))]
[JsonSerializable(typeof(StripeAccount))]
[JsonSerializable(typeof(StripeErrorBody))]
[JsonSerializable(typeof(StripeWebhookEndpoint))]
[JsonSerializable(typeof(StripeList<StripeWebhookEndpoint>))]
[JsonSerializable(typeof(StripeList<StripeProduct>))]
[JsonSerializable(typeof(StripeList<StripePrice>))]
[JsonSerializable(typeof(StripeList<StripeSubscription>))]
[JsonSerializable(typeof(StripeList<JsonElement>))]
public sealed partial class StripeJson : JsonSerializerContext;
