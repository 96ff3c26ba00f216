using System.Text.Json;
using SanityStripeBridge.Sandbox;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;

var arguments = SandboxArguments.Read(args);
using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    signal =>
    {
        signal.Cancel = true;
        stopping.Cancel();
    }
);

await using var stripe = await StripeSimulator.StartAsync(
    new StripeSimulatorOptions { Port = arguments.Number("stripe-port") ?? 0 },
    stopping.Token
);
if (arguments.Text("stripe-webhook-url") is { } stripeHook)
    stripe.RegisterWebhook(new Uri(stripeHook), arguments.Text("stripe-webhook-secret"));

await using var sanity = await SanitySimulator.StartAsync(
    new SanitySimulatorOptions
    {
        Port = arguments.Number("sanity-port") ?? 0,
        StudioPort = arguments.Number("studio-port"),
    },
    stopping.Token
);
if (arguments.Text("sanity-webhook-url") is { } sanityHook)
    sanity.RegisterWebhook(
        JsonSerializer.SerializeToElement(
            new { url = sanityHook, secret = arguments.Text("sanity-webhook-secret") }
        )
    );

// One line, so that a caller who waits for it knows that both listen.
Console.WriteLine(
    $"stripe={stripe.Address.GetLeftPart(UriPartial.Authority)} sanity={sanity.Address.GetLeftPart(UriPartial.Authority)}"
        + (sanity.StudioAddress is { } studio ? $" studio={studio.GetLeftPart(UriPartial.Authority)}" : "")
);
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token)
    .ContinueWith(_ => { }, TaskScheduler.Default);
return 0;
